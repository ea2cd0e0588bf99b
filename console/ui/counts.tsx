import { Empty, Progress, Typography } from 'antd';

/** Names with their counts, largest first or in their own order, each with a bar of its share. */
export function Counts({
  counts,
  label,
  empty,
  byName = false,
}: {
  readonly counts: Readonly<Record<string, number>>;
  readonly label: (name: string) => string;
  readonly empty: string;
  readonly byName?: boolean;
}): React.JSX.Element {
  const rows = Object.entries(counts).sort((a, b) => (byName ? a[0].localeCompare(b[0]) : b[1] - a[1]));
  const most = Math.max(1, ...rows.map(([, count]) => count));
  if (rows.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />;
  return (
    <div>
      {rows.map(([name, count]) => (
        <div key={name} style={{ display: 'grid', gridTemplateColumns: '12em 1fr 3em', gap: 12, alignItems: 'center' }}>
          <Typography.Text ellipsis>{label(name)}</Typography.Text>
          <Progress
            percent={(count / most) * 100}
            showInfo={false}
            status="normal"
            size="small"
            aria-label={`${label(name)} ${count}`}
          />
          <Typography.Text style={{ textAlign: 'right' }}>{count}</Typography.Text>
        </div>
      ))}
    </div>
  );
}
