#version 450
// x.CumProd(1), x: float32[4096,100]

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 4096; item += int(gl_NumWorkGroups.x * 128u))
    {
        float x1 = input0[item * 100];
        double t1 = double(x1);
        int at1 = item * 100;
        precise float result = float(t1);
        output0[at1] = result;
        precise double total = t1;
        for (int k = 1; k < 100; k += 1)
        {
            float x2 = input0[(item * 100) + k];
            double t2 = double(x2);
            double sum1 = total * t2;
            int at2 = (item * 100) + k;
            precise float result2 = float(sum1);
            output0[at2] = result2;
            total = sum1;
        }
    }
}
