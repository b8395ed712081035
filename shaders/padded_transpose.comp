#version 450
// x.Transpose().Pad((1, 1), (0, 2)) + y, x: float32[30,20], y: float32[22,32]

layout(local_size_x = 256) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { vec4 input1[]; };
layout(set = 0, binding = 2) buffer Output0 { vec4 output0[]; };

void main()
{
    for (int p = int(gl_GlobalInvocationID.x); p < 176; p += int(gl_NumWorkGroups.x * 256u))
    {
        int at1 = p * 4;
        int at2 = at1 / 32;
        int at3 = at1 % 32;
        int at4 = at1 + 1;
        int at5 = at4 / 32;
        int at6 = at4 % 32;
        int at7 = at1 + 2;
        int at8 = at7 / 32;
        int at9 = at7 % 32;
        int at10 = at1 + 3;
        int at11 = at10 / 32;
        int at12 = at10 % 32;
        float x1 = (((at3 < 30) && (1 <= at2)) && (at2 < 21)) ? input0[at2 + ((at3 * 20) + (-1))] : 0.0;
        float x2 = (((at6 < 30) && (1 <= at5)) && (at5 < 21)) ? input0[at5 + ((at6 * 20) + (-1))] : 0.0;
        float x3 = (((at9 < 30) && (1 <= at8)) && (at8 < 21)) ? input0[at8 + ((at9 * 20) + (-1))] : 0.0;
        float x4 = (((at12 < 30) && (1 <= at11)) && (at11 < 21)) ? input0[at11 + ((at12 * 20) + (-1))] : 0.0;
        vec4 pack1 = input1[p];
        float add1 = x1 + pack1.x;
        float add2 = x2 + pack1.y;
        float add3 = x3 + pack1.z;
        float add4 = x4 + pack1.w;
        precise float result = add1;
        precise float result2 = add2;
        precise float result3 = add3;
        precise float result4 = add4;
        output0[p] = vec4(result, result2, result3, result4);
    }
}
