/** A clock that moves only while somebody sleeps by it, which takes no time. */
export function createTestClock() {
  // The SDK signs by the real one, and IAM takes no signature that is minutes off.
  const start = Date.now();
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
