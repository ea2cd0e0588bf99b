import { useQuery } from '@tanstack/react-query';
import { Empty, Progress, Space, Table, Tag } from 'antd';
import { Link } from 'react-router';
import { z } from 'zod';
import { campaignRowSchema, type CampaignRow } from '../../../src/contract/api.ts';
import { ask } from '../../app/api.ts';
import { useTexts, writeTime } from '../../texts/use-texts.ts';
import { ErrorNotice } from '../../ui/error-notice.tsx';
import { PageTitle } from '../../ui/page-title.tsx';

export const stateColours: Readonly<Record<CampaignRow['state'], string>> = {
  draft: 'default',
  scheduled: 'cyan',
  running: 'green',
  paused: 'orange',
  stopped: 'red',
  done: 'blue',
  archived: 'default',
};

export function CampaignList(): React.JSX.Element {
  const t = useTexts();
  const campaigns = useQuery({
    queryKey: ['campaigns'],
    queryFn: () => ask(z.array(campaignRowSchema), '/campaigns'),
    refetchInterval: 2_000,
  });
  if (campaigns.error) return <ErrorNotice error={campaigns.error} onRetry={() => void campaigns.refetch()} />;
  return (
    <Space orientation="vertical" size="middle" style={{ width: '100%' }}>
      <PageTitle>{t('campaigns.title')}</PageTitle>
      <Table<CampaignRow>
        rowKey="id"
        loading={campaigns.isPending}
        dataSource={campaigns.data ?? []}
        pagination={false}
        scroll={{ x: true }}
        locale={{ emptyText: <Empty description={t('campaigns.empty')} /> }}
        columns={[
          { title: t('campaigns.name'), render: (_, row) => <Link to={`/campaigns/${row.id}`}>{row.name}</Link> },
          {
            title: t('campaigns.state'),
            render: (_, row) => <Tag color={stateColours[row.state]}>{t(`state.${row.state}`)}</Tag>,
          },
          {
            title: t('campaigns.progress'),
            render: (_, row) => (
              <Progress
                percent={row.leads === 0 ? 0 : Math.round((row.finished / row.leads) * 100)}
                format={() => `${row.finished} / ${row.leads}`}
                style={{ minWidth: 160 }}
                aria-label={t('campaigns.progress')}
              />
            ),
          },
          { title: t('campaigns.created'), render: (_, row) => writeTime(t.language, row.createdAtMs) },
        ]}
      />
    </Space>
  );
}
