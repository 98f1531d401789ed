// pipewrightd: the composition root.
#include "application/application.h"

int main() { return 0; }
