#version 450
// where the updates of every place begin among 5000 that are sorted by place; input0: places

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { int input0[]; };
layout(set = 0, binding = 1) buffer Output0 { int output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 1001; item += int(gl_NumWorkGroups.x * 128u))
    {
        precise int total = 0;
        precise int total2 = 5000;
        for (int step1 = 0; step1 < 13; step1 += 1)
        {
            bool isOpen1 = total < total2;
            int middle1 = (total + total2) >> 1;
            int x1 = isOpen1 ? input0[middle1] : 0;
            bool isAfter1 = x1 < item;
            total = (isOpen1 && isAfter1) ? (middle1 + 1) : total;
            total2 = (isOpen1 && (!isAfter1)) ? middle1 : total2;
        }
        precise int result = total;
        output0[item] = result;
    }
}
