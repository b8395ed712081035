#version 450
// x.Max(1), x: float32[1024,10]

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 1024; item += int(gl_NumWorkGroups.x * 64u))
    {
        precise float total = uintBitsToFloat(0xff800000u);
        for (int k = 0; k < 10; k += 1)
        {
            float x1 = input0[(item * 10) + k];
            total = ((x1 <= total) || (total != total)) ? total : x1;
        }
        precise float result = total;
        output0[item] = result;
    }
}
