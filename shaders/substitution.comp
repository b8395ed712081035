#version 450
// t.SolveTriangular(b, upper: true), t: float32[20,20], b: float32[20,100]

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 100; item += int(gl_NumWorkGroups.x * 128u))
    {
        for (int step1 = 0; step1 < 20; step1 += 1)
        {
            int row1 = 19 - step1;
            float x1 = input1[(row1 * 100) + item];
            precise float total = x1;
            for (int k = 0; k < step1; k += 1)
            {
                int row2 = 19 - k;
                float x2 = input0[(row1 * 20) + row2];
                float x3 = output0[(row2 * 100) + item];
                total = fma(-x2, x3, total);
            }
            float x4 = input0[(row1 * 20) + row1];
            int at1 = (row1 * 100) + item;
            precise float result = total / x4;
            output0[at1] = result;
        }
    }
}
