#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_int64 : require
// Written by hand for examples/CustomOperation: the median of every window of a vector of doubles, or the place of the median.
// The program defines WINDOW, COUNT (the number of windows), and MEDIANS or PLACES.

layout(local_size_x = 64) in;

layout(set = 0, binding = 0) readonly buffer Input { double x[]; };
#ifdef PLACES
layout(set = 0, binding = 1) writeonly buffer Output { int64_t result[]; };
#else
layout(set = 0, binding = 1) writeonly buffer Output { double result[]; };
#endif

void main()
{
    uint first = gl_GlobalInvocationID.x;
    if (first >= COUNT)
        return;
    // Places in the order of their numbers, by insertion.
    uint places[WINDOW];
    for (uint k = 0; k < WINDOW; k++)
    {
        uint at = k;
        for (; at > 0 && x[places[at - 1]] > x[first + k]; at--)
            places[at] = places[at - 1];
        places[at] = first + k;
    }
#ifdef PLACES
    result[first] = int64_t(places[WINDOW / 2]);
#else
    result[first] = x[places[WINDOW / 2]];
#endif
}
