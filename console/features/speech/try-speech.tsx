import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, InputNumber, Select, Space, Typography } from 'antd';
import { useEffect, useRef } from 'react';
import { voiceEmotionSchema, voiceLanguageSchema, type Voice } from '../../../src/contract/script-document.ts';
import { longestTrial, trySpeechSchema, type VoiceRow } from '../../../src/contract/speech-table.ts';
import { askSound, type HeardSound } from '../../app/ask-sound.ts';
import { useTexts } from '../../texts/use-texts.ts';

interface Fields extends Pick<Voice, 'language' | 'emotion' | 'speed' | 'pitch'> {
  readonly text: string;
  readonly name?: string | undefined;
}

/** The sentence, played as soon as it is there. */
function Heard({ sound }: { readonly sound: HeardSound }): React.JSX.Element {
  const t = useTexts();
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const url = URL.createObjectURL(sound.wav);
    if (player.current) player.current.src = url;
    return () => URL.revokeObjectURL(url);
  }, [sound]);
  return (
    <Space wrap>
      {/* The words stand in the form above. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio ref={player} controls autoPlay aria-label={t('speech.try.player')} style={{ height: 36 }} />
      <Typography.Text>{`${t('speech.try.spoken-by')} ${sound.spokenBy}`}</Typography.Text>
    </Space>
  );
}

/** Type a sentence, choose who says it and how, and hear it as a telephone would. */
export function TrySpeech({ voices }: { readonly voices: readonly VoiceRow[] }): React.JSX.Element {
  const t = useTexts();
  const say = useMutation({
    mutationFn: ({ text, name, ...voice }: Fields) =>
      askSound('/speech/try', trySpeechSchema.parse({ text, voice: name === undefined ? voice : { ...voice, name } })),
  });
  const ownSpeed = { min: 0.5, max: 2, step: 0.1, style: { width: 90 } };
  return (
    <Card title={t('speech.try')} extra={t('speech.try.about')}>
      <Form<Fields>
        layout="vertical"
        onFinish={(fields) => say.mutate(fields)}
        initialValues={{
          text: t('speech.try.example'),
          language: t.language === 'en' ? 'en' : 'cmn',
          emotion: 'neutral',
          speed: 1,
          pitch: 1,
        }}
      >
        <Form.Item
          name="text"
          label={t('speech.try.text')}
          rules={[{ required: true, whitespace: true, message: t('speech.try.required') }]}
        >
          <Input.TextArea maxLength={longestTrial} showCount autoSize={{ minRows: 2, maxRows: 4 }} />
        </Form.Item>
        <Space wrap align="end">
          <Form.Item name="name" label={t('speech.try.voice')}>
            <Select
              allowClear
              placeholder={t('speech.try.voice.any')}
              style={{ width: 200 }}
              options={voices.map(({ name }) => ({ value: name, label: name }))}
            />
          </Form.Item>
          <Form.Item name="language" label={t('speech.try.language')}>
            <Select
              style={{ width: 120 }}
              options={voiceLanguageSchema.options.map((value) => ({ value, label: t(`speech.language.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="emotion" label={t('speech.try.emotion')}>
            <Select
              style={{ width: 120 }}
              options={voiceEmotionSchema.options.map((value) => ({ value, label: t(`speech.emotion.${value}`) }))}
            />
          </Form.Item>
          <Form.Item name="speed" label={t('speech.try.speed')} rules={[{ required: true }]}>
            <InputNumber {...ownSpeed} />
          </Form.Item>
          <Form.Item name="pitch" label={t('speech.try.pitch')} rules={[{ required: true }]}>
            <InputNumber {...ownSpeed} />
          </Form.Item>
          <Form.Item>
            <Button type="primary" htmlType="submit" loading={say.isPending}>
              {t('speech.try.say')}
            </Button>
          </Form.Item>
        </Space>
      </Form>
      <div aria-live="polite">
        {say.error ? (
          <Alert type="error" showIcon title={t('speech.try.failed')} description={say.error.message} />
        ) : null}
        {say.data && !say.error ? <Heard sound={say.data} /> : null}
      </div>
    </Card>
  );
}
