#version 450
// x.Lu(), x: float32[1000,1000]; output0: the factors in one matrix, and beside them the numbers of rows; parameter: which dispatch

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) coherent buffer Output0 { float output0[]; };
layout(push_constant) uniform Parameters { int parameter; };

shared float sizes[128];
shared int places[128];

void main()
{
    int place = int(gl_LocalInvocationIndex);
    for (int matrix1 = int(gl_WorkGroupID.x); matrix1 < 1; matrix1 += int(gl_NumWorkGroups.x))
    {
        int start1 = parameter * 4;
        int at1 = start1 + 4;
        int end = (at1 < 1000) ? at1 : 1000;
        for (int step1 = start1; step1 < end; step1 += 1)
        {
            precise float total = -1.0;
            precise int total2 = (step1 * 1000) + step1;
            for (int i = step1 + place; i < 1000; i += 128)
            {
                float x1 = output0[(i * 1001) + step1];
                float size1 = abs(x1);
                bool isLarger1 = total < size1;
                total = isLarger1 ? size1 : total;
                total2 = isLarger1 ? ((i * 1000) + step1) : total2;
            }
            sizes[place] = total;
            places[place] = total2;
            barrier();
            if (place < 64)
            {
                float x2 = sizes[place + 64];
                int x3 = places[place + 64];
                float x4 = sizes[place];
                int x5 = places[place];
                bool isBetter1 = (x4 < x2) || ((x2 == x4) && (x3 < x5));
                sizes[place] = isBetter1 ? x2 : x4;
                places[place] = isBetter1 ? x3 : x5;
            }
            barrier();
            if (place < 32)
            {
                float x6 = sizes[place + 32];
                int x7 = places[place + 32];
                float x8 = sizes[place];
                int x9 = places[place];
                bool isBetter2 = (x8 < x6) || ((x6 == x8) && (x7 < x9));
                sizes[place] = isBetter2 ? x6 : x8;
                places[place] = isBetter2 ? x7 : x9;
            }
            barrier();
            if (place < 16)
            {
                float x10 = sizes[place + 16];
                int x11 = places[place + 16];
                float x12 = sizes[place];
                int x13 = places[place];
                bool isBetter3 = (x12 < x10) || ((x10 == x12) && (x11 < x13));
                sizes[place] = isBetter3 ? x10 : x12;
                places[place] = isBetter3 ? x11 : x13;
            }
            barrier();
            if (place < 8)
            {
                float x14 = sizes[place + 8];
                int x15 = places[place + 8];
                float x16 = sizes[place];
                int x17 = places[place];
                bool isBetter4 = (x16 < x14) || ((x14 == x16) && (x15 < x17));
                sizes[place] = isBetter4 ? x14 : x16;
                places[place] = isBetter4 ? x15 : x17;
            }
            barrier();
            if (place < 4)
            {
                float x18 = sizes[place + 4];
                int x19 = places[place + 4];
                float x20 = sizes[place];
                int x21 = places[place];
                bool isBetter5 = (x20 < x18) || ((x18 == x20) && (x19 < x21));
                sizes[place] = isBetter5 ? x18 : x20;
                places[place] = isBetter5 ? x19 : x21;
            }
            barrier();
            if (place < 2)
            {
                float x22 = sizes[place + 2];
                int x23 = places[place + 2];
                float x24 = sizes[place];
                int x25 = places[place];
                bool isBetter6 = (x24 < x22) || ((x22 == x24) && (x23 < x25));
                sizes[place] = isBetter6 ? x22 : x24;
                places[place] = isBetter6 ? x23 : x25;
            }
            barrier();
            if (place < 1)
            {
                float x26 = sizes[place + 1];
                int x27 = places[place + 1];
                float x28 = sizes[place];
                int x29 = places[place];
                bool isBetter7 = (x28 < x26) || ((x26 == x28) && (x27 < x29));
                sizes[place] = isBetter7 ? x26 : x28;
                places[place] = isBetter7 ? x27 : x29;
            }
            barrier();
            int place2 = places[0];
            int row1 = ((place2 < 999999) ? place2 : 999999) / 1000;
            for (int i2 = place; i2 < 1001; i2 += 128)
            {
                float x30 = output0[(step1 * 1001) + i2];
                float x31 = output0[(row1 * 1001) + i2];
                int at2 = (step1 * 1001) + i2;
                precise float result = x31;
                output0[at2] = result;
                int at3 = (row1 * 1001) + i2;
                precise float result2 = x30;
                output0[at3] = result2;
            }
            memoryBarrierBuffer();
            barrier();
            float pivot1 = output0[(step1 * 1001) + step1];
            bool isZero1 = pivot1 == 0.0;
            int next1 = step1 + 1;
            for (int i3 = next1 + place; i3 < 1000; i3 += 128)
            {
                float x32 = output0[(i3 * 1001) + step1];
                int at4 = (i3 * 1001) + step1;
                precise float result3 = isZero1 ? x32 : (x32 / pivot1);
                output0[at4] = result3;
            }
            memoryBarrierBuffer();
            barrier();
            for (int i4 = next1 + place; i4 < 1000; i4 += 128)
            {
                float x33 = output0[(step1 * 1001) + i4];
                for (int i5 = next1; i5 < 1000; i5 += 1)
                {
                    float x34 = output0[(i5 * 1001) + step1];
                    float x35 = output0[(i5 * 1001) + i4];
                    int at5 = (i5 * 1001) + i4;
                    precise float result4 = fma(-x34, x33, x35);
                    output0[at5] = result4;
                }
            }
            memoryBarrierBuffer();
            barrier();
        }
    }
}
