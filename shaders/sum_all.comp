#version 450
// x.Sum(), x: float32[1024,768]; the first of 2 passes

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) buffer Output0 { float output0[]; };

shared float partial[128];

void main()
{
    int place = int(gl_LocalInvocationIndex);
    for (int group = int(gl_WorkGroupID.x); group < 96; group += int(gl_NumWorkGroups.x))
    {
        precise float total = 0.0;
        int end = (group * 8192) + 8192;
        for (int k = (group * 8192) + place; k < end; k += 128)
        {
            float x1 = input0[k];
            total = total + x1;
        }
        partial[place] = total;
        barrier();
        if (place < 64)
        {
            partial[place] = partial[place] + partial[place + 64];
        }
        barrier();
        if (place < 32)
        {
            partial[place] = partial[place] + partial[place + 32];
        }
        barrier();
        if (place < 16)
        {
            partial[place] = partial[place] + partial[place + 16];
        }
        barrier();
        if (place < 8)
        {
            partial[place] = partial[place] + partial[place + 8];
        }
        barrier();
        if (place < 4)
        {
            partial[place] = partial[place] + partial[place + 4];
        }
        barrier();
        if (place < 2)
        {
            partial[place] = partial[place] + partial[place + 2];
        }
        barrier();
        if (place < 1)
        {
            partial[place] = partial[place] + partial[place + 1];
        }
        barrier();
        if (place < 1)
        {
            precise float result = partial[place];
            output0[group] = result;
        }
    }
}
