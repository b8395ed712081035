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
            float other1 = partial[place + 64];
            float own1 = partial[place];
            partial[place] = own1 + other1;
        }
        barrier();
        if (place < 32)
        {
            float other2 = partial[place + 32];
            float own2 = partial[place];
            partial[place] = own2 + other2;
        }
        barrier();
        if (place < 16)
        {
            float other3 = partial[place + 16];
            float own3 = partial[place];
            partial[place] = own3 + other3;
        }
        barrier();
        if (place < 8)
        {
            float other4 = partial[place + 8];
            float own4 = partial[place];
            partial[place] = own4 + other4;
        }
        barrier();
        if (place < 4)
        {
            float other5 = partial[place + 4];
            float own5 = partial[place];
            partial[place] = own5 + other5;
        }
        barrier();
        if (place < 2)
        {
            float other6 = partial[place + 2];
            float own6 = partial[place];
            partial[place] = own6 + other6;
        }
        barrier();
        if (place < 1)
        {
            float other7 = partial[place + 1];
            float own7 = partial[place];
            partial[place] = own7 + other7;
        }
        barrier();
        if (place < 1)
        {
            float own8 = partial[place];
            precise float result = own8;
            output0[group] = result;
        }
    }
}
