int main() {
    int sum = 0;
    for (int i = 0; i != 4; i += 1) sum += i;
    const volatile int unused = 5;
    return sum == 6 ? 0 : unused;
}
