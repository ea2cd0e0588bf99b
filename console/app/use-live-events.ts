import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import { liveMessageSchema } from '../../src/contract/api.ts';

const reconnectAfterMs = 2_000;

/** Calls `listener` with each live event while the component is there; reconnects when the line is lost. */
export function useLiveEvents(listener: (message: z.infer<typeof liveMessageSchema>) => void): void {
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(() => {
    let closed = false;
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const connect = (): void => {
      socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/v1/live`);
      socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
        const message = liveMessageSchema.safeParse(JSON.parse(data));
        if (message.success) latest.current(message.data);
      });
      socket.addEventListener('close', () => {
        if (!closed) timer = setTimeout(connect, reconnectAfterMs);
      });
    };
    connect();
    return () => {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    };
  }, []);
}
