#version 450
// x.Cholesky(), x: float32[100,20,20]; output0: factors, output1: status

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) coherent buffer Output0 { float output0[]; };
layout(set = 0, binding = 2) buffer Output1 { int output1[]; };

shared float pivot[1];

void main()
{
    int place = int(gl_LocalInvocationIndex);
    for (int matrix1 = int(gl_WorkGroupID.x); matrix1 < 100; matrix1 += int(gl_NumWorkGroups.x))
    {
        for (int step1 = 0; step1 < 20; step1 += 1)
        {
            for (int i = place; i < 20; i += 128)
            {
                if (i < step1)
                {
                    int at1 = (matrix1 * 400) + ((i * 20) + step1);
                    precise float result = 0.0;
                    output0[at1] = result;
                }
            }
            for (int i2 = step1 + place; i2 < 20; i2 += 128)
            {
                float x1 = input0[(matrix1 * 400) + ((i2 * 20) + step1)];
                precise float total = x1;
                for (int k = 0; k < step1; k += 1)
                {
                    float x2 = output0[(matrix1 * 400) + ((i2 * 20) + k)];
                    float x3 = output0[(matrix1 * 400) + ((step1 * 20) + k)];
                    total = fma(-x2, x3, total);
                }
                int at2 = (matrix1 * 400) + ((i2 * 20) + step1);
                precise float result2 = total;
                output0[at2] = result2;
                if (i2 == step1)
                {
                    pivot[0] = total;
                }
            }
            barrier();
            float square1 = pivot[0];
            if ((place < 1) && (!(0.0 < square1)))
            {
                atomicMin(output1[0], (matrix1 * 20) + step1);
            }
            float pivot1 = sqrt(square1);
            for (int i3 = step1 + place; i3 < 20; i3 += 128)
            {
                float x4 = output0[(matrix1 * 400) + ((i3 * 20) + step1)];
                int at3 = (matrix1 * 400) + ((i3 * 20) + step1);
                precise float result3 = (i3 == step1) ? pivot1 : (x4 / pivot1);
                output0[at3] = result3;
            }
            memoryBarrierBuffer();
            barrier();
        }
    }
}
