#version 450
// (x * w).Sum(1), x: float32[1024,768], w: float32[768]

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) buffer Output0 { float output0[]; };

shared float partial[64];

void main()
{
    int place = int(gl_LocalInvocationIndex);
    for (int group = int(gl_WorkGroupID.x); group < 1024; group += int(gl_NumWorkGroups.x))
    {
        precise float total = 0.0;
        for (int k = place; k < 768; k += 64)
        {
            float x1 = input0[(group * 768) + k];
            float x2 = input1[k];
            float multiply1 = x1 * x2;
            total = total + multiply1;
        }
        partial[place] = total;
        barrier();
        if (place < 32)
        {
            float other1 = partial[place + 32];
            float own1 = partial[place];
            partial[place] = own1 + other1;
        }
        barrier();
        if (place < 16)
        {
            float other2 = partial[place + 16];
            float own2 = partial[place];
            partial[place] = own2 + other2;
        }
        barrier();
        if (place < 8)
        {
            float other3 = partial[place + 8];
            float own3 = partial[place];
            partial[place] = own3 + other3;
        }
        barrier();
        if (place < 4)
        {
            float other4 = partial[place + 4];
            float own4 = partial[place];
            partial[place] = own4 + other4;
        }
        barrier();
        if (place < 2)
        {
            float other5 = partial[place + 2];
            float own5 = partial[place];
            partial[place] = own5 + other5;
        }
        barrier();
        if (place < 1)
        {
            float other6 = partial[place + 1];
            float own6 = partial[place];
            partial[place] = own6 + other6;
        }
        barrier();
        if (place < 1)
        {
            float own7 = partial[place];
            precise float result = own7;
            output0[group] = result;
        }
    }
}
