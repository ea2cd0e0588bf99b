import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Card, Flex, Form, Input, Typography } from 'antd';
import type { ReactNode } from 'react';
import { sessionSchema } from '../../../src/contract/api.ts';
import { ask } from '../../app/api.ts';
import { useTexts } from '../../texts/use-texts.ts';

interface Fields {
  readonly user: string;
  readonly password: string;
}

export function SignIn({
  settings,
  onSignedIn,
}: {
  readonly settings: ReactNode;
  readonly onSignedIn: () => void;
}): React.JSX.Element {
  const t = useTexts();
  const signIn = useMutation({
    mutationFn: (fields: Fields) =>
      ask(sessionSchema, '/session', { method: 'POST', body: { tenant: 'default', ...fields } }),
    onSuccess: onSignedIn,
  });
  const required = [{ required: true, message: t('sign-in.required') }];
  return (
    <main>
      <Flex justify="center" align="center" style={{ minHeight: '100vh', padding: 16 }}>
        <Card style={{ width: 380 }} title={t('app.name')} extra={settings}>
          <Typography.Title level={1} style={{ fontSize: 20, marginTop: 0 }}>
            {t('sign-in.title')}
          </Typography.Title>
          <Form<Fields>
            layout="vertical"
            onFinish={(fields) => signIn.mutate(fields)}
            initialValues={{ user: 'admin' }}
          >
            <Form.Item name="user" label={t('sign-in.user')} rules={required}>
              <Input autoComplete="username" />
            </Form.Item>
            <Form.Item name="password" label={t('sign-in.password')} rules={required} extra={t('sign-in.hint')}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            {signIn.error ? (
              <Alert type="error" showIcon title={signIn.error.message} style={{ marginBottom: 16 }} />
            ) : null}
            <Button type="primary" htmlType="submit" block loading={signIn.isPending}>
              {t('sign-in.submit')}
            </Button>
          </Form>
        </Card>
      </Flex>
    </main>
  );
}
