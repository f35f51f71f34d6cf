/**
 * The CPU time of this process, in milliseconds. Unlike a limit on elapsed time, a limit on CPU time also holds on a busy
 * machine.
 */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * A clock that only its own `sleep` advances, without waiting. It starts at a whole second, because IAM's dates have no fractions
 * and an age computed from one would otherwise depend on the start of the test.
 */
export function createTestClock() {
  // The SDK signs with the real time, and IAM rejects signatures that are minutes off.
  const start = Math.floor(Date.now() / 1000) * 1000;
  let passed = 0;
  return {
    /** Milliseconds since the start of the clock. */
    now: () => passed,
    date: () => new Date(start + passed),
    async sleep(milliseconds: number): Promise<void> {
      passed += milliseconds;
    },
  };
}
