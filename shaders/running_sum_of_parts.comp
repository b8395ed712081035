#version 450
// x.CumSum(0), x: float32[100000]; input1: sums up to the end of every part of 256

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { double input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 391; item += int(gl_NumWorkGroups.x * 128u))
    {
        int start1 = item * 256;
        float x1 = input0[start1];
        double t1 = double(x1);
        bool isLater1 = 1 <= item;
        double before1 = isLater1 ? input1[item - 1] : 0.0lf;
        double first1 = isLater1 ? (before1 + t1) : t1;
        precise float result = float(first1);
        output0[start1] = result;
        int at1 = start1 + 256;
        precise double total = first1;
        int end = (at1 < 100000) ? at1 : 100000;
        for (int k = start1 + 1; k < end; k += 1)
        {
            float x2 = input0[k];
            double t2 = double(x2);
            double sum1 = total + t2;
            precise float result2 = float(sum1);
            output0[k] = result2;
            total = sum1;
        }
    }
}
