#version 450
// the sum of updates at every place, updates: float32[5000,768]; input0: numbers of updates, sorted by place, input1: where those of a place begin, input2: updates

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { int input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { int input1[]; };
layout(set = 0, binding = 2) readonly buffer Input2 { float input2[]; };
layout(set = 0, binding = 3) buffer Output0 { float output0[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 768000; item += int(gl_NumWorkGroups.x * 128u))
    {
        int start1 = item / 768;
        int x1 = input1[start1];
        int x2 = input1[start1 + 1];
        precise float total = 0.0;
        for (int k = x1; k < x2; k += 1)
        {
            int number1 = input0[k];
            float x3 = input2[(number1 * 768) + (item % 768)];
            total = total + x3;
        }
        precise float result = total;
        output0[item] = result;
    }
}
