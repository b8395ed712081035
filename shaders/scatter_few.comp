#version 450
// the sum of updates at every place, updates: float32[20,768], index: int64[20]; input0: index, input1: updates, output1: status
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { int64_t input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };
layout(set = 0, binding = 3) buffer Output1 { int output1[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 768000; item += int(gl_NumWorkGroups.x * 128u))
    {
        precise float total = 0.0;
        for (int k = 0; k < 20; k += 1)
        {
            int64_t index1 = input0[k];
            bool isWrong1 = (index1 < (-1000L)) || (1000L <= index1);
            if (isWrong1)
            {
                atomicMin(output1[0], k);
            }
            int row1 = int(isWrong1 ? 0L : ((index1 < 0L) ? (index1 + 1000L) : index1));
            bool isHere1 = row1 == (item / 768);
            float x1 = isHere1 ? input1[(k * 768) + (item % 768)] : 0.0;
            total = isHere1 ? (total + x1) : total;
        }
        precise float result = total;
        output0[item] = result;
    }
}
