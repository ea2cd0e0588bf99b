import { Typography } from 'antd';

/** The one first heading of a page. */
export function PageTitle({ children }: { readonly children: React.ReactNode }): React.JSX.Element {
  return (
    <Typography.Title level={1} style={{ fontSize: 24, margin: 0 }}>
      {children}
    </Typography.Title>
  );
}
