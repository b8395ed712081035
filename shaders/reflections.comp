#version 450
// x.Qr(), x: float32[20,10]; output0: R, and below its diagonal the reflections, output1: their factors

layout(local_size_x = 128) in;

layout(set = 0, binding = 0) coherent buffer Output0 { float output0[]; };
layout(set = 0, binding = 1) buffer Output1 { float output1[]; };

shared float largest[128];
shared float sums[128];

void main()
{
    int place = int(gl_LocalInvocationIndex);
    for (int matrix1 = int(gl_WorkGroupID.x); matrix1 < 1; matrix1 += int(gl_NumWorkGroups.x))
    {
        for (int step1 = 0; step1 < 10; step1 += 1)
        {
            int next1 = step1 + 1;
            float first1 = output0[(step1 * 10) + step1];
            precise float total = 0.0;
            for (int i = next1 + place; i < 20; i += 128)
            {
                float x1 = output0[(i * 10) + step1];
                float at1 = abs(x1);
                total = ((at1 <= total) || (total != total)) ? total : at1;
            }
            largest[place] = total;
            barrier();
            if (place < 64)
            {
                float x2 = largest[place];
                float x3 = largest[place + 64];
                largest[place] = ((x3 <= x2) || (x2 != x2)) ? x2 : x3;
            }
            barrier();
            if (place < 32)
            {
                float x4 = largest[place];
                float x5 = largest[place + 32];
                largest[place] = ((x5 <= x4) || (x4 != x4)) ? x4 : x5;
            }
            barrier();
            if (place < 16)
            {
                float x6 = largest[place];
                float x7 = largest[place + 16];
                largest[place] = ((x7 <= x6) || (x6 != x6)) ? x6 : x7;
            }
            barrier();
            if (place < 8)
            {
                float x8 = largest[place];
                float x9 = largest[place + 8];
                largest[place] = ((x9 <= x8) || (x8 != x8)) ? x8 : x9;
            }
            barrier();
            if (place < 4)
            {
                float x10 = largest[place];
                float x11 = largest[place + 4];
                largest[place] = ((x11 <= x10) || (x10 != x10)) ? x10 : x11;
            }
            barrier();
            if (place < 2)
            {
                float x12 = largest[place];
                float x13 = largest[place + 2];
                largest[place] = ((x13 <= x12) || (x12 != x12)) ? x12 : x13;
            }
            barrier();
            if (place < 1)
            {
                float x14 = largest[place];
                float x15 = largest[place + 1];
                largest[place] = ((x15 <= x14) || (x14 != x14)) ? x14 : x15;
            }
            barrier();
            float largest1 = largest[0];
            float unit1 = (largest1 == 0.0) ? 1.0 : largest1;
            precise float total2 = 0.0;
            for (int i2 = next1 + place; i2 < 20; i2 += 128)
            {
                float x16 = output0[(i2 * 10) + step1];
                float t1 = x16 / unit1;
                total2 = fma(t1, t1, total2);
            }
            sums[place] = total2;
            barrier();
            if (place < 64)
            {
                float x17 = sums[place];
                float x18 = sums[place + 64];
                sums[place] = x17 + x18;
            }
            barrier();
            if (place < 32)
            {
                float x19 = sums[place];
                float x20 = sums[place + 32];
                sums[place] = x19 + x20;
            }
            barrier();
            if (place < 16)
            {
                float x21 = sums[place];
                float x22 = sums[place + 16];
                sums[place] = x21 + x22;
            }
            barrier();
            if (place < 8)
            {
                float x23 = sums[place];
                float x24 = sums[place + 8];
                sums[place] = x23 + x24;
            }
            barrier();
            if (place < 4)
            {
                float x25 = sums[place];
                float x26 = sums[place + 4];
                sums[place] = x25 + x26;
            }
            barrier();
            if (place < 2)
            {
                float x27 = sums[place];
                float x28 = sums[place + 2];
                sums[place] = x27 + x28;
            }
            barrier();
            if (place < 1)
            {
                float x29 = sums[place];
                float x30 = sums[place + 1];
                sums[place] = x29 + x30;
            }
            barrier();
            float sum1 = sums[0];
            float below1 = unit1 * sqrt(sum1);
            bool isPlain1 = below1 == 0.0;
            float at2 = isPlain1 ? 1.0 : below1;
            float at3 = abs(first1);
            float larger1 = ((at2 <= at3) || (at3 != at3)) ? at3 : at2;
            float at4 = first1 / larger1;
            float at5 = below1 / larger1;
            float length1 = larger1 * sqrt((at4 * at4) + (at5 * at5));
            float result = (first1 < 0.0) ? length1 : (-length1);
            float head1 = isPlain1 ? 1.0 : (first1 - result);
            float scale1 = isPlain1 ? 0.0 : ((-head1) / result);
            for (int i3 = next1 + place; i3 < 20; i3 += 128)
            {
                float x31 = output0[(i3 * 10) + step1];
                int at6 = (i3 * 10) + step1;
                precise float result2 = x31 / head1;
                output0[at6] = result2;
            }
            if (place < 1)
            {
                int at7 = (step1 * 10) + step1;
                precise float result3 = isPlain1 ? first1 : result;
                output0[at7] = result3;
                int at8 = (matrix1 * 10) + step1;
                precise float result4 = scale1;
                output1[at8] = result4;
            }
            memoryBarrierBuffer();
            barrier();
            for (int i4 = next1 + place; i4 < 10; i4 += 128)
            {
                int next2 = step1 + 1;
                float top1 = output0[(step1 * 10) + i4];
                precise float total3 = top1;
                for (int i5 = next2; i5 < 20; i5 += 1)
                {
                    float x32 = output0[(i5 * 10) + step1];
                    float x33 = output0[(i5 * 10) + i4];
                    total3 = fma(x32, x33, total3);
                }
                float factor1 = -(scale1 * total3);
                int at9 = (step1 * 10) + i4;
                precise float result5 = top1 + factor1;
                output0[at9] = result5;
                for (int i6 = next2; i6 < 20; i6 += 1)
                {
                    float x34 = output0[(i6 * 10) + i4];
                    float x35 = output0[(i6 * 10) + step1];
                    int at10 = (i6 * 10) + i4;
                    precise float result6 = fma(x35, factor1, x34);
                    output0[at10] = result6;
                }
            }
            memoryBarrierBuffer();
            barrier();
        }
    }
}
