import { Alert, Button, Space, Typography } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type WaveSurfer from 'wavesurfer.js';
import { useTexts, writeDuration } from '../../texts/use-texts.ts';

/** What the page may do with the player: jump to a moment, in seconds. */
export interface Player {
  seek(seconds: number): void;
}

/** The recording as two waves, customer above and our side below; the wave is loaded when it is looked at. */
export function Waveform({
  url,
  onPlayer,
  onTime,
}: {
  readonly url: string;
  /** Gives the player once the wave is there, and null when it is gone. */
  readonly onPlayer: (player: Player | null) => void;
  readonly onTime: (seconds: number) => void;
}): React.JSX.Element {
  const t = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const wave = useRef<WaveSurfer | null>(null);
  const report = useRef(onTime);
  const givePlayer = useRef(onPlayer);
  const [failed, setFailed] = useState<string | null>(null);
  const [seconds, setSeconds] = useState({ now: 0, all: 0 });
  useEffect(() => {
    report.current = onTime;
    givePlayer.current = onPlayer;
  });
  useEffect(() => {
    let gone = false;
    const show = async (): Promise<void> => {
      const { default: waves } = await import('wavesurfer.js');
      if (gone || !box.current) return;
      const made = waves.create({
        container: box.current,
        url,
        height: 56,
        splitChannels: [
          { waveColor: '#4096ff', progressColor: '#0958d9' },
          { waveColor: '#95de64', progressColor: '#389e0d' },
        ],
        normalize: true,
      });
      made.on('error', (error) => setFailed(String(error)));
      made.on('ready', (all) => setSeconds({ now: 0, all }));
      made.on('timeupdate', (now) => {
        setSeconds((before) => ({ ...before, now }));
        report.current(now);
      });
      wave.current = made;
      givePlayer.current({
        seek: (to) => {
          made.setTime(to);
          void made.play();
        },
      });
    };
    void show();
    return () => {
      gone = true;
      givePlayer.current(null);
      wave.current?.destroy();
      wave.current = null;
    };
  }, [url]);
  if (failed !== null) return <Alert type="warning" showIcon title={t('call.recording.failed')} description={failed} />;
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <div ref={box} data-testid="waveform" />
      <Space>
        <Button onClick={() => void wave.current?.playPause()}>{t('call.play')}</Button>
        <Typography.Text type="secondary">
          {writeDuration(seconds.now)} / {writeDuration(seconds.all)}
        </Typography.Text>
      </Space>
    </Space>
  );
}
