#version 450
// Tanh(x * w + b) * Sigmoid(x), x: float32[1024,768], w, b: float32[768]

layout(local_size_x = 256) in;

layout(set = 0, binding = 0) readonly buffer Input0 { float input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { float input1[]; };
layout(set = 0, binding = 2) readonly buffer Input2 { float input2[]; };
layout(set = 0, binding = 3) readonly buffer Input3 { float input3[]; };
layout(set = 0, binding = 4) buffer Output0 { float output0[]; };

float tanh_float32(float x)
{
    float t1 = abs(x);
    float t2 = (10.0 < t1) ? 10.0 : t1;
    float t3 = fma(t2, 2.88539, 12583039.0);
    float t4 = intBitsToFloat(floatBitsToInt(t3) << 23);
    float t5 = t3 - 12583039.0;
    float t6 = fma(t5, 9.523271E-10, fma(t5, -0.3465736, t2));
    float t7 = fma(fma(fma(0.012701159, t6, 0.044610176), t6, 0.13333425), t6, 0.33333087);
    float t8 = fma(t4, (t6 * t6) * fma(fma(t7, t6, 0.6666666), t6, 1.0), fma(t4, t6, fma(t4, 0.5, -0.5)));
    float t9 = 1.0 / (t8 + 1.0);
    float t10 = t8 * t9;
    int t11 = floatBitsToInt(fma(fma(-t10, t8, t8 - t10), t9, t10)) | (floatBitsToInt(x) & (-2147483647 - 1));
    precise float result = intBitsToFloat(t11);
    return result;
}

float sigmoid_float32(float x)
{
    float t1 = -abs(x);
    float t2 = (t1 < (-104.0)) ? (-104.0) : t1;
    float t3 = fma(t2, 1.442695, 12583103.0);
    float t4 = t3 - 12583103.0;
    float t5 = fma(t4, 1.9046542E-09, fma(t4, -0.6931472, t2));
    float t6 = fma(fma(fma(0.0013814368, t5, 0.008368745), t5, 0.041668393), t5, 0.16666521);
    float t7 = fma(fma(fma(t6, t5, 0.49999994), t5, 1.0), t5, 1.0) * intBitsToFloat(floatBitsToInt(t3) << 23);
    float t8 = t7 * 5.421011E-20;
    float t9 = (x < 0.0) ? t8 : 1.0;
    float t10 = 1.0 / (t8 + 1.0);
    float t11 = t9 * t10;
    precise float result = fma(fma(-t11, t8, t9 - t11), t10, t11);
    return result;
}

void main()
{
    for (int i = int(gl_GlobalInvocationID.x); i < 786432; i += int(gl_NumWorkGroups.x * 256u))
    {
        int at1 = i % 768;
        float x1 = input0[i];
        float x2 = input1[at1];
        float x3 = input2[at1];
        float x4 = input3[i];
        float multiply1 = x1 * x2;
        float add1 = multiply1 + x3;
        float tanh1 = tanh_float32(add1);
        float sigmoid1 = sigmoid_float32(x4);
        float multiply2 = tanh1 * sigmoid1;
        precise float result = multiply2;
        output0[i] = result;
    }
}
