#version 450
// table.Take(index), table: float32[1000,768], index: int64[64]; input0: table, input1: index, output1: status
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { int64_t input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };
layout(set = 0, binding = 3) buffer Output1 { int output1[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 49152; item += int(gl_NumWorkGroups.x * 128u))
    {
        int64_t index1 = input1[item / 768];
        bool isWrong1 = (index1 < (-1000L)) || (1000L <= index1);
        if (isWrong1)
        {
            atomicMin(output1[0], item / 768);
        }
        int row1 = int(isWrong1 ? 0L : ((index1 < 0L) ? (index1 + 1000L) : index1));
        float x1 = input0[(row1 * 768) + (item % 768)];
        precise float result = x1;
        output0[item] = result;
    }
}
