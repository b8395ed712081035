#version 450
// Tanh(x * w + b) * Sigmoid(x), x: float32[1024,768], w, b: float32[768]

layout(local_size_x = 256) in;

layout(set = 0, binding = 0) readonly buffer Input0 { vec4 input0[]; };
layout(set = 0, binding = 1) readonly buffer Input1 { vec4 input1[]; };
layout(set = 0, binding = 2) readonly buffer Input2 { vec4 input2[]; };
layout(set = 0, binding = 3) readonly buffer Input3 { vec4 input3[]; };
layout(set = 0, binding = 4) buffer Output0 { vec4 output0[]; };

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
    for (int p = int(gl_GlobalInvocationID.x); p < 196608; p += int(gl_NumWorkGroups.x * 256u))
    {
        int at1 = p % 192;
        vec4 pack1 = input0[p];
        vec4 pack2 = input1[at1];
        vec4 pack3 = input2[at1];
        vec4 pack4 = input3[p];
        float multiply1 = pack1.x * pack2.x;
        float multiply2 = pack1.y * pack2.y;
        float multiply3 = pack1.z * pack2.z;
        float multiply4 = pack1.w * pack2.w;
        float add1 = multiply1 + pack3.x;
        float add2 = multiply2 + pack3.y;
        float add3 = multiply3 + pack3.z;
        float add4 = multiply4 + pack3.w;
        float tanh1 = tanh_float32(add1);
        float tanh2 = tanh_float32(add2);
        float tanh3 = tanh_float32(add3);
        float tanh4 = tanh_float32(add4);
        float sigmoid1 = sigmoid_float32(pack4.x);
        float sigmoid2 = sigmoid_float32(pack4.y);
        float sigmoid3 = sigmoid_float32(pack4.z);
        float sigmoid4 = sigmoid_float32(pack4.w);
        float multiply5 = tanh1 * sigmoid1;
        float multiply6 = tanh2 * sigmoid2;
        float multiply7 = tanh3 * sigmoid3;
        float multiply8 = tanh4 * sigmoid4;
        precise float result = multiply5;
        precise float result2 = multiply6;
        precise float result3 = multiply7;
        precise float result4 = multiply8;
        output0[p] = vec4(result, result2, result3, result4);
    }
}
