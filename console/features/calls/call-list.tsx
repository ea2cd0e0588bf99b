import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Select, Space, Table, Tag } from 'antd';
import { Link } from 'react-router';
import { callListSchema, type CallRow } from '../../../src/contract/api.ts';
import { callOutcomes, leadGrades } from '../../../src/contract/call-outcome.ts';
import { ask } from '../../app/api.ts';
import { useFilters } from '../../app/use-filters.ts';
import { useTexts, writeDuration, writeTime } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';

const filters = ['campaign', 'outcome', 'grade', 'words'] as const;

export function CallList(): React.JSX.Element {
  const t = useTexts();
  const [parameters, choose] = useFilters();
  const chosen = new URLSearchParams(
    filters.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name) ?? '']] : [])),
  );
  const calls = useInfiniteQuery({
    queryKey: ['calls', chosen.toString()],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ask(
        callListSchema,
        `/calls?${new URLSearchParams([...chosen, ...(pageParam ? [['cursor', pageParam] as [string, string]] : [])])}`,
      ),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  if (calls.error) return <ErrorNotice error={calls.error} onRetry={() => void calls.refetch()} />;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <PageTitle>{t('calls.title')}</PageTitle>
      <Space wrap>
        <Input.Search
          allowClear
          placeholder={t('calls.words')}
          aria-label={t('calls.words')}
          defaultValue={parameters.get('words') ?? ''}
          onSearch={(value) => choose('words', value)}
          style={{ width: 260 }}
        />
        <Select
          allowClear
          placeholder={t('calls.any-outcome')}
          aria-label={t('calls.outcome')}
          value={parameters.get('outcome')}
          onChange={(value?: string) => choose('outcome', value)}
          style={{ width: 180 }}
          options={callOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))}
        />
        <Select
          allowClear
          placeholder={t('calls.any-grade')}
          aria-label={t('calls.grade')}
          value={parameters.get('grade')}
          onChange={(value?: string) => choose('grade', value)}
          style={{ width: 140 }}
          options={leadGrades.map((value) => ({ value, label: value }))}
        />
      </Space>
      <Table<CallRow>
        rowKey="callId"
        loading={calls.isPending}
        dataSource={calls.data?.pages.flatMap((page) => page.calls) ?? []}
        pagination={false}
        scroll={{ x: true }}
        locale={{ emptyText: <Empty description={t('calls.empty')} /> }}
        columns={[
          {
            title: t('calls.started'),
            render: (_, call) => <Link to={`/calls/${call.callId}`}>{writeTime(t.language, call.startedAtMs)}</Link>,
          },
          { title: t('calls.direction'), render: (_, call) => t(`direction.${call.direction}`) },
          { title: t('calls.caller'), dataIndex: 'caller' },
          { title: t('calls.callee'), dataIndex: 'callee' },
          { title: t('calls.outcome'), render: (_, call) => <Tag>{t(`outcome.${call.outcome}`)}</Tag> },
          {
            title: t('calls.answered-by'),
            render: (_, call) => (call.answeredBy ? t(`answered-by.${call.answeredBy}`) : '–'),
          },
          { title: t('calls.grade'), render: (_, call) => call.grade ?? '–' },
          { title: t('calls.turns'), dataIndex: 'turns' },
          { title: t('calls.talk'), render: (_, call) => writeDuration(call.talkSec) },
        ]}
      />
      {calls.hasNextPage ? (
        <Button loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          {t('calls.more')}
        </Button>
      ) : null}
    </Space>
  );
}
