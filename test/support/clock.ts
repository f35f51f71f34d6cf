/**
 * CPU time that this process has used, in milliseconds. A limit on it holds on a busy machine too, where a limit on the time
 * that has passed does not.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * A clock that only its own `sleep` moves, without waiting. Its date begins on a whole second: IAM's dates have no fractions,
 * so that an age counted from one would otherwise depend on when the test began.
 */
export function createTestClock() {
  // The SDK signs by the real one, and IAM takes no signature that is minutes off.
  const start = Math.floor(Date.now() / 1000) * 1000;
  let passed = 0;
  return {
    /** Milliseconds since the test began. */
    now: () => passed,
    date: () => new Date(start + passed),
    async sleep(milliseconds: number): Promise<void> {
      passed += milliseconds;
    },
  };
}
