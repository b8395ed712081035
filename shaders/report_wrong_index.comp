#version 450
// after table.Take(index), index: int64[64]; output0: status
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { int64_t input0[]; };
layout(set = 0, binding = 1) buffer Output0 { int output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 1; item += int(gl_NumWorkGroups.x * 128u))
    {
        int first1 = output0[0];
        int isTold1 = output0[3];
        if ((first1 < 2147483647) && (isTold1 == 2147483647))
        {
            precise int64_t total = 0L;
            precise int total2 = 0;
            for (int k = 0; k < 1; k += 1)
            {
                int at1 = first1 + k;
                int64_t index1 = input0[(at1 < 63) ? at1 : 63];
                bool at2 = ((index1 < (-1000L)) || (1000L <= index1)) && (total2 == 0);
                total = at2 ? index1 : total;
                total2 = at2 ? 1 : total2;
            }
            precise int result = int(total);
            output0[1] = result;
            precise int result2 = total2;
            output0[3] = result2;
            precise int result3 = int(total >> 32);
            output0[2] = result3;
        }
    }
}
