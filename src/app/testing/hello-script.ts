/** A number that a simulated trunk owns. */
export const testCaller = '+9990000001';

/** The shortest conversation: the robot says one sentence, which nothing interrupts, and hangs up. */
export const helloScript = `id: hello
name: 问候
purpose: service
flows:
  main:
    kind: main
    start: hello
    nodes:
      hello: { kind: end, say: 您好，我是智能助手，再见。, bargeIn: { mode: never } }
patterns:
  silence: { max: 0, say: 再见。, goTo: hello }
  noMatch: { max: 0, say: 再见。, goTo: hello }
`;
