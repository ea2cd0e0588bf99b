/**
 * For the tests of recovery: kills this program with SIGKILL when `point` is reached, or at its n-th time for `point:n`.
 * Nothing runs after it, as after a power cut.
 */
export function crashAt(point: string | null): (reached: string) => void {
  if (point === null) return () => undefined;
  const [name, times = '1'] = point.split(':');
  let left = Number(times);
  return (reached) => {
    if (reached === name && --left <= 0) process.kill(process.pid, 'SIGKILL');
  };
}
