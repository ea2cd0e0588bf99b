import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Popconfirm, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { z } from 'zod';
import type { VoicemailRow } from '../../../src/contract/voicemail.ts';
import { ask } from '../../app/api.ts';
import { useTexts, writeDuration, writeTime } from '../../texts/use-texts.ts';

type Change = 'heard' | 'new' | 'deleted';

function useChange(): (voicemailId: string, change: Change) => void {
  const queries = useQueryClient();
  const { message } = App.useApp();
  const change = useMutation({
    mutationFn: ({ voicemailId, to }: { readonly voicemailId: string; readonly to: Change }) =>
      to === 'deleted'
        ? ask(z.null(), `/voicemails/${voicemailId}`, { method: 'DELETE' })
        : ask(z.null(), `/voicemails/${voicemailId}`, { method: 'PATCH', body: { heard: to === 'heard' } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['voicemail'] }),
    onError: (error) => void message.error(error.message),
  });
  return (voicemailId, to) => change.mutate({ voicemailId, to });
}

/** Loaded when it is asked for; a message that was played to its end counts as heard. */
function Sound({ row, onHeard }: { readonly row: VoicemailRow; readonly onHeard: () => void }): React.JSX.Element {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  const name = `${t('voicemail.player')} ${row.caller || t('voicemail.withheld')}`;
  if (!isOpen)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {t('voicemail.play')}
      </Button>
    );
  return (
    // Nobody has written down what was left: there are no captions to give.
    // oxlint-disable-next-line jsx-a11y/media-has-caption
    <audio
      controls
      autoPlay
      aria-label={name}
      src={`/api/v1/voicemails/${row.voicemailId}/sound`}
      onEnded={() => {
        if (!row.heard) onHeard();
      }}
      style={{ height: 32, width: 260 }}
    />
  );
}

/** Messages with what can be done to each. */
export function VoicemailMessages({
  messages,
  isLoading,
}: {
  readonly messages: readonly VoicemailRow[];
  readonly isLoading: boolean;
}): React.JSX.Element {
  const t = useTexts();
  const change = useChange();
  return (
    <Table<VoicemailRow>
      rowKey="voicemailId"
      loading={isLoading}
      dataSource={messages}
      pagination={false}
      scroll={{ x: true }}
      locale={{ emptyText: <Empty description={t('voicemail.empty')} /> }}
      columns={[
        { title: t('voicemail.left'), render: (_, { leftAtMs }) => writeTime(t.language, leftAtMs) },
        { title: t('voicemail.box'), dataIndex: 'box' },
        { title: t('voicemail.caller'), render: (_, { caller }) => caller || t('voicemail.withheld') },
        { title: t('voicemail.duration'), render: (_, { durationMs }) => writeDuration(durationMs / 1000) },
        {
          title: t('voicemail.state'),
          render: (_, { heard }) => (
            <Tag color={heard ? 'default' : 'blue'}>{t(heard ? 'voicemail.heard' : 'voicemail.new')}</Tag>
          ),
        },
        {
          title: t('voicemail.sound'),
          render: (_, row) => <Sound row={row} onHeard={() => change(row.voicemailId, 'heard')} />,
        },
        {
          title: t('voicemail.call'),
          render: (_, { callId }) => <Link to={`/calls/${callId}`}>{t('voicemail.call')}</Link>,
        },
        {
          title: t('voicemail.actions'),
          render: (_, { voicemailId, heard }) => (
            <Space>
              <Button size="small" onClick={() => change(voicemailId, heard ? 'new' : 'heard')}>
                {t(heard ? 'voicemail.mark-new' : 'voicemail.mark-heard')}
              </Button>
              <Popconfirm
                title={t('voicemail.delete.confirm')}
                okText={t('voicemail.delete')}
                cancelText={t('voicemail.keep')}
                onConfirm={() => change(voicemailId, 'deleted')}
              >
                <Button size="small" danger>
                  {t('voicemail.delete')}
                </Button>
              </Popconfirm>
            </Space>
          ),
        },
      ]}
    />
  );
}
