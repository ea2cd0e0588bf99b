import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Form, Select, Skeleton, Space, Switch } from 'antd';
import { useState } from 'react';
import { speechBoardSchema, type SpeechBoard, type SpeechSettings } from '../../../src/contract/speech-settings.ts';
import { ask } from '../../app/api.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';

/** As the form holds them: nobody chosen means as the program is configured. */
interface Fields extends Pick<SpeechSettings, 'denoise' | 'gainControl'> {
  readonly recognizers: readonly string[];
  readonly synthesizers: readonly string[];
}

const namesOrNull = (names: readonly string[]): string[] | null => (names.length === 0 ? null : [...names]);
const fieldsOf = ({ recognizers, synthesizers, denoise, gainControl }: SpeechSettings): Fields => ({
  recognizers: recognizers ?? [],
  synthesizers: synthesizers ?? [],
  denoise,
  gainControl,
});

/** Names that can be chosen: those that are here, and those that were set before and are not. */
const choices = (here: readonly string[], set: readonly string[] | null): { value: string; label: string }[] =>
  [...new Set([...here, ...(set ?? [])])].map((name) => ({ value: name, label: name }));

function SettingsForm({ board: { settings, here } }: { readonly board: SpeechBoard }): React.JSX.Element {
  const t = useTexts();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const [isChanged, setChanged] = useState(false);
  const undo = (): void => {
    form.setFieldsValue(fieldsOf(settings));
    setChanged(false);
    save.reset();
  };
  const save = useMutation({
    mutationFn: ({ recognizers, synthesizers, ...switches }: Fields) =>
      ask(speechBoardSchema, '/speech', {
        method: 'PUT',
        body: { ...switches, recognizers: namesOrNull(recognizers), synthesizers: namesOrNull(synthesizers) },
      }),
    onSuccess: (board) => {
      queries.setQueryData(['speech', 'settings'], board);
      setChanged(false);
      void message.success(t('speech.settings.saved'));
    },
  });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={fieldsOf(settings)}
      onValuesChange={() => setChanged(true)}
      onFinish={(fields) => save.mutate(fields)}
    >
      <Form.Item name="recognizers" label={t('speech.settings.recognizers')} extra={t('speech.settings.order')}>
        <Select
          mode="multiple"
          placeholder={t('speech.settings.as-configured')}
          options={choices(here.recognizers, settings.recognizers)}
        />
      </Form.Item>
      <Form.Item name="synthesizers" label={t('speech.settings.synthesizers')} extra={t('speech.settings.order')}>
        <Select
          mode="multiple"
          placeholder={t('speech.settings.all')}
          options={choices(here.synthesizers, settings.synthesizers)}
        />
      </Form.Item>
      <Form.Item
        name="denoise"
        label={t('speech.settings.denoise')}
        valuePropName="checked"
        extra={here.denoiser === null ? t('speech.settings.no-denoiser') : here.denoiser}
      >
        <Switch disabled={here.denoiser === null && !settings.denoise} />
      </Form.Item>
      <Form.Item name="gainControl" label={t('speech.settings.gain-control')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Space orientation="vertical" style={{ width: '100%' }}>
        <div role="alert">
          {save.error ? (
            <Alert type="error" showIcon title={t('speech.settings.refused')} description={save.error.message} />
          ) : null}
        </div>
        <Space>
          <Button type="primary" htmlType="submit" disabled={!isChanged} loading={save.isPending}>
            {t('speech.settings.save')}
          </Button>
          <Button disabled={!isChanged} onClick={undo}>
            {t('speech.settings.undo')}
          </Button>
        </Space>
      </Space>
    </Form>
  );
}

/** How the calls of this tenant hear and speak, for those who may change it; in force for calls that begin after. */
export function SpeechSettingsCard(): React.JSX.Element {
  const t = useTexts();
  const board = useQuery({
    queryKey: ['speech', 'settings'],
    queryFn: () => ask(speechBoardSchema, '/speech'),
    staleTime: Infinity,
  });
  return (
    <Card title={t('speech.settings')} extra={t('speech.settings.about')}>
      {board.error ? <ErrorNotice error={board.error} onRetry={() => void board.refetch()} /> : null}
      {board.data ? <SettingsForm board={board.data} /> : null}
      {board.isPending ? <Skeleton active /> : null}
    </Card>
  );
}
