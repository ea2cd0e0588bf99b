import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Empty, Select, Space } from 'antd';
import { voicemailBoxListSchema, voicemailListSchema } from '../../../src/contract/voicemail.ts';
import { ask } from '../../app/api.ts';
import { useFilters } from '../../app/use-filters.ts';
import { useTexts } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';
import { VoicemailMessages } from './voicemail-messages.tsx';

const states = ['all', 'false', 'true'] as const;
const stateTexts = { all: 'voicemail.all', false: 'voicemail.new-only', true: 'voicemail.heard-only' } as const;
const refreshMs = 10_000;

/** Messages that callers left, by box, newest first. */
export function VoicemailPage(): React.JSX.Element {
  const t = useTexts();
  const [parameters, choose] = useFilters();
  const box = parameters.get('box');
  const state = states.find((one) => one === parameters.get('heard')) ?? 'all';
  const asked = { ...(box === null ? {} : { box }), ...(state === 'all' ? {} : { heard: state }) };
  const boxes = useQuery({
    queryKey: ['voicemail', 'boxes'],
    queryFn: () => ask(voicemailBoxListSchema, '/voicemail-boxes'),
    refetchInterval: refreshMs,
  });
  const messages = useInfiniteQuery({
    queryKey: ['voicemail', 'messages', asked],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ask(
        voicemailListSchema,
        `/voicemails?${new URLSearchParams({ ...asked, ...(pageParam === '' ? {} : { cursor: pageParam }) })}`,
      ),
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: refreshMs,
  });
  const broken = boxes.error ?? messages.error;
  if (broken)
    return <ErrorNotice error={broken} onRetry={() => void Promise.all([boxes.refetch(), messages.refetch()])} />;
  const known = boxes.data?.boxes ?? [];
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <PageTitle>{t('voicemail.title')}</PageTitle>
      {boxes.data && known.length === 0 ? <Empty description={t('voicemail.no-boxes')} /> : null}
      <Space wrap>
        <Select
          aria-label={t('voicemail.boxes')}
          value={box ?? 'all'}
          onChange={(value) => choose('box', value === 'all' ? undefined : value)}
          style={{ width: 220 }}
          options={[
            { value: 'all', label: t('voicemail.every-box') },
            ...known.map(({ box: name, newMessages, heardMessages }) => ({
              value: name,
              label: `${name} · ${t('voicemail.new')} ${newMessages} · ${t('voicemail.heard')} ${heardMessages}`,
            })),
          ]}
        />
        <Select
          aria-label={t('voicemail.filter.heard')}
          value={state}
          onChange={(value) => choose('heard', value === 'all' ? undefined : value)}
          style={{ width: 120 }}
          options={states.map((value) => ({ value, label: t(stateTexts[value]) }))}
        />
      </Space>
      <VoicemailMessages
        isLoading={messages.isPending}
        messages={messages.data?.pages.flatMap((page) => page.voicemails) ?? []}
      />
      {messages.hasNextPage ? (
        <Button loading={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
          {t('voicemail.more')}
        </Button>
      ) : null}
    </Space>
  );
}
