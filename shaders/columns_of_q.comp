#version 450
// x.Qr(), x: float32[20,10]; input0: reflections, input1: their factors, output0: columns of the identity become those of Q

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 10; item += int(gl_NumWorkGroups.x * 128u))
    {
        for (int step1 = 0; step1 < 10; step1 += 1)
        {
            int number1 = 9 - step1;
            float scale1 = input1[number1];
            int next1 = number1 + 1;
            float top1 = output0[(number1 * 10) + item];
            precise float total = top1;
            for (int i = next1; i < 20; i += 1)
            {
                float x1 = input0[(i * 10) + number1];
                float x2 = output0[(i * 10) + item];
                total = fma(x1, x2, total);
            }
            float factor1 = -(scale1 * total);
            int at1 = (number1 * 10) + item;
            precise float result = top1 + factor1;
            output0[at1] = result;
            for (int i2 = next1; i2 < 20; i2 += 1)
            {
                float x3 = output0[(i2 * 10) + item];
                float x4 = input0[(i2 * 10) + number1];
                int at2 = (i2 * 10) + item;
                precise float result2 = fma(x4, factor1, x3);
                output0[at2] = result2;
            }
        }
    }
}
