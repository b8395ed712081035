#version 450
// runs of 1024 of x.ArgSort() merged two by two, x: float32[100000]; input0, output0: keys, input1, output1: places

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) readonly buffer Input0 { int input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { int input1[]; };
layout(set = 0, binding = 2) buffer Output0 { int output0[]; };
layout(set = 0, binding = 3) buffer Output1 { int output1[]; };

void main()
{
    for (int item = int(gl_GlobalInvocationID.x); item < 12500; item += int(gl_NumWorkGroups.x * 128u))
    {
        int from1 = item * 8;
        int pair1 = (from1 / 2048) * 2048;
        int at1 = 100000 - pair1;
        int most1 = (at1 < 1024) ? at1 : 1024;
        int at2 = (100000 - pair1) - most1;
        int least1 = (at2 < 0) ? 0 : at2;
        int most2 = (least1 < 1024) ? least1 : 1024;
        int done1 = from1 - pair1;
        int at3 = done1 - most2;
        int least2 = (at3 < 0) ? 0 : at3;
        int most3 = (done1 < most1) ? done1 : most1;
        precise int total = least2;
        precise int total2 = most3;
        for (int step1 = 0; step1 < 11; step1 += 1)
        {
            bool isOpen1 = total < total2;
            int middle1 = (total + total2) >> 1;
            int key1 = isOpen1 ? input0[pair1 + middle1] : 0;
            int key2 = isOpen1 ? input0[pair1 + (1024 + ((done1 - 1) - middle1))] : 0;
            bool isAfter1 = key1 <= key2;
            total = (isOpen1 && isAfter1) ? (middle1 + 1) : total;
            total2 = (isOpen1 && (!isAfter1)) ? middle1 : total2;
        }
        int rest1 = done1 - total;
        int key3 = (total < most1) ? input0[pair1 + total] : 0;
        int key4 = (rest1 < most2) ? input0[pair1 + (1024 + rest1)] : 0;
        precise int total3 = total;
        precise int total4 = rest1;
        precise int total5 = key3;
        precise int total6 = key4;
        for (int k = 0; k < 8; k += 1)
        {
            bool isLeft1 = (total3 < most1) && ((most2 <= total4) || (total5 <= total6));
            int place = from1 + k;
            bool isThere1 = place < 100000;
            int number1 = isThere1 ? input1[pair1 + (isLeft1 ? total3 : (1024 + total4))] : 0;
            if (isThere1)
            {
                precise int result = isLeft1 ? total5 : total6;
                output0[place] = result;
                precise int result2 = number1;
                output1[place] = result2;
            }
            int left1 = isLeft1 ? (total3 + 1) : total3;
            int right1 = isLeft1 ? total4 : (total4 + 1);
            int key5 = ((isLeft1 ? left1 : right1) < (isLeft1 ? most1 : most2)) ? input0[pair1 + (isLeft1 ? left1 : (1024 + right1))] : 0;
            total3 = left1;
            total4 = right1;
            total5 = isLeft1 ? key5 : total5;
            total6 = isLeft1 ? total6 : key5;
        }
    }
}
