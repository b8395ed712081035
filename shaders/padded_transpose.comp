#version 450
// x.Transpose().Pad((1, 1), (0, 2)) + y, x: float32[30,20], y: float32[22,32]

layout(local_size_x = 256) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };

void main()
{
    for (int i = int(gl_GlobalInvocationID.x); i < 704; i += int(gl_NumWorkGroups.x * 256u))
    {
        int at1 = i / 32;
        int at2 = i % 32;
        float x1 = (((at2 < 30) && (1 <= at1)) && (at1 < 21)) ? input0[at1 + ((at2 * 20) + (-1))] : 0.0;
        float x2 = input1[i];
        float add1 = x1 + x2;
        precise float result = add1;
        output0[i] = result;
    }
}
