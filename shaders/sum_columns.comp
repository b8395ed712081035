#version 450
// x.Sum(0), x: float32[100,768]

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 768; item += int(gl_NumWorkGroups.x * 64u))
    {
        precise float total = 0.0;
        for (int k = 0; k < 100; k += 1)
        {
            float x1 = input0[(k * 768) + item];
            total = total + x1;
        }
        precise float result = total;
        output0[item] = result;
    }
}
