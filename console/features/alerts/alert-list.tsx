import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Select, Space, Table, Tag, Typography } from 'antd';
import { alertKindSchema, alertListSchema, alertSchema, type Alert } from '../../../src/contract/alert.ts';
import { ask } from '../../app/api.ts';
import { useFilters } from '../../app/use-filters.ts';
import { useTexts, writeTime } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';

const states = ['false', 'true', 'all'] as const;
const stateTexts = { false: 'alerts.open', true: 'alerts.seen-to', all: 'alerts.all' } as const;
const severityColours = { warning: 'orange', critical: 'red' } as const;

/** Figures and names that came with an alert. */
function Facts({ facts }: { readonly facts: Alert['facts'] }): React.JSX.Element {
  return (
    <Space size={4} wrap>
      {Object.entries(facts).map(([name, value]) => (
        <Tag key={name}>{`${name}: ${value ?? '–'}`}</Tag>
      ))}
    </Space>
  );
}

/** What the person who looks can do about one alert, or who has done it. */
function SeenTo({ alert }: { readonly alert: Alert }): React.JSX.Element {
  const t = useTexts();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const acknowledge = useMutation({
    mutationFn: () => ask(alertSchema, `/alerts/${alert.id}`, { method: 'PATCH', body: { acknowledged: true } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['alerts'] }),
    onError: (error) => void message.error(error.message),
  });
  if (alert.acknowledgedAtMs !== null)
    return (
      <Typography.Text type="secondary">
        {`${alert.acknowledgedBy ?? ''} · ${writeTime(t.language, alert.acknowledgedAtMs)}`}
      </Typography.Text>
    );
  return (
    <Button size="small" loading={acknowledge.isPending} onClick={() => acknowledge.mutate()}>
      {t('alerts.acknowledge')}
    </Button>
  );
}

/** Alerts, those that nobody has seen to yet first of all. */
export function AlertList(): React.JSX.Element {
  const t = useTexts();
  const [parameters, choose] = useFilters();
  const kind = parameters.get('kind');
  const state = states.find((one) => one === parameters.get('acknowledged')) ?? 'false';
  const asked = new URLSearchParams({
    ...(kind === null ? {} : { kind }),
    ...(state === 'all' ? {} : { acknowledged: state }),
  });
  const alerts = useQuery({
    queryKey: ['alerts', asked.toString()],
    queryFn: () => ask(alertListSchema, `/alerts?${asked}`),
    refetchInterval: 5_000,
  });
  if (alerts.error) return <ErrorNotice error={alerts.error} onRetry={() => void alerts.refetch()} />;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <PageTitle>{t('alerts.title')}</PageTitle>
      <Space wrap>
        <Select
          aria-label={t('alerts.filter.state')}
          value={state}
          onChange={(value) => choose('acknowledged', value)}
          style={{ width: 160 }}
          options={states.map((value) => ({ value, label: t(stateTexts[value]) }))}
        />
        <Select
          allowClear
          aria-label={t('alerts.filter.kind')}
          placeholder={t('alerts.any-kind')}
          value={kind}
          onChange={(value?: string) => choose('kind', value)}
          style={{ width: 360 }}
          options={alertKindSchema.options.map((value) => ({ value, label: t(`alerts.kind.${value}`) }))}
        />
      </Space>
      <Table<Alert>
        rowKey="id"
        loading={alerts.isPending}
        dataSource={alerts.data?.alerts ?? []}
        pagination={false}
        scroll={{ x: true }}
        locale={{ emptyText: <Empty description={t('alerts.empty')} /> }}
        columns={[
          { title: t('alerts.last'), render: (_, alert) => writeTime(t.language, alert.lastAtMs) },
          {
            title: t('alerts.severity'),
            render: (_, { severity }) => (
              <Tag color={severityColours[severity]}>{t(`alerts.severity.${severity}`)}</Tag>
            ),
          },
          { title: t('alerts.kind'), render: (_, alert) => t(`alerts.kind.${alert.kind}`) },
          { title: t('alerts.source'), dataIndex: 'source' },
          { title: t('alerts.facts'), render: (_, alert) => <Facts facts={alert.facts} /> },
          { title: t('alerts.count'), dataIndex: 'count' },
          { title: t('alerts.state'), render: (_, alert) => <SeenTo alert={alert} /> },
        ]}
      />
    </Space>
  );
}
