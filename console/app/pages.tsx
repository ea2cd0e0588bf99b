import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Layout, Menu, Space, Spin, theme, Typography } from 'antd';
import { useEffect } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { z } from 'zod';
import { sessionSchema } from '../../src/contract/api.ts';
import { AlertList } from '../features/alerts/alert-list.tsx';
import { CallPage } from '../features/calls/call-page.tsx';
import { CallList } from '../features/calls/call-list.tsx';
import { CampaignBoardPage } from '../features/campaigns/campaign-board.tsx';
import { CampaignList } from '../features/campaigns/campaign-list.tsx';
import { QueueBoardPage } from '../features/queues/queue-board.tsx';
import { SignIn } from '../features/sign-in/sign-in.tsx';
import { VoicemailPage } from '../features/voicemail/voicemail-page.tsx';
import { SpeechPage } from '../features/speech/speech-page.tsx';
import { useTexts, type Language } from '../texts/use-texts.ts';
import { ErrorNotice } from '../ui/error-notice.tsx';
import { ApiError, ask } from './api.ts';

export interface PagesProps {
  readonly shade: 'light' | 'dark';
  readonly onShade: (shade: 'light' | 'dark') => void;
  readonly onLanguage: (language: Language) => void;
}

/** What the menu leads to, in its order. */
const parts = ['campaigns', 'calls', 'queues', 'voicemail', 'alerts', 'speech'] as const;

export function Pages({ shade, onShade, onLanguage }: PagesProps): React.JSX.Element {
  const t = useTexts();
  const queries = useQueryClient();
  const session = useQuery({ queryKey: ['session'], queryFn: () => ask(sessionSchema, '/session') });
  const location = useLocation();
  const { token } = theme.useToken();

  useEffect(() => {
    document.documentElement.lang = t.language;
    document.documentElement.style.colorScheme = shade;
    document.body.style.background = token.colorBgLayout;
    document.title = t('app.name');
  });

  const settings = (
    <Space>
      <Button size="small" onClick={() => onLanguage(t.language === 'en' ? 'zh-CN' : 'en')}>
        {t('app.language')}
      </Button>
      <Button size="small" onClick={() => onShade(shade === 'dark' ? 'light' : 'dark')}>
        {t(shade === 'dark' ? 'app.theme.light' : 'app.theme.dark')}
      </Button>
    </Space>
  );

  if (session.isPending) return <Spin fullscreen description={t('app.loading')} />;
  if (session.error instanceof ApiError && session.error.status === 401)
    return <SignIn settings={settings} onSignedIn={() => void queries.invalidateQueries({ queryKey: ['session'] })} />;
  if (session.error) return <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />;

  const signOut = async (): Promise<void> => {
    await ask(z.null(), '/session', { method: 'DELETE' });
    // Nothing of this user may stay, neither on a page nor in memory.
    window.location.assign('/');
  };
  return (
    <Layout style={{ minHeight: '100vh' }}>
      <Layout.Header style={{ display: 'flex', alignItems: 'center', gap: 24, paddingInline: 24 }}>
        <Typography.Text strong style={{ color: '#fff', fontSize: 18, whiteSpace: 'nowrap' }}>
          {t('app.name')}
        </Typography.Text>
        <Menu
          theme="dark"
          mode="horizontal"
          style={{ flex: 1, minWidth: 0 }}
          selectedKeys={parts.filter((part) => location.pathname.startsWith(`/${part}`))}
          items={parts.map((part) => ({ key: part, label: <Link to={`/${part}`}>{t(`nav.${part}`)}</Link> }))}
        />
        {settings}
        <Button size="small" onClick={() => void signOut()}>
          {t('app.sign-out')} · {session.data.user}
        </Button>
      </Layout.Header>
      <Layout.Content style={{ padding: 24 }}>
        <Routes>
          <Route path="/" element={<Navigate to="/campaigns" replace />} />
          <Route path="/campaigns" element={<CampaignList />} />
          <Route path="/campaigns/:campaignId" element={<CampaignBoardPage />} />
          <Route path="/calls" element={<CallList />} />
          <Route path="/calls/:callId" element={<CallPage />} />
          <Route path="/queues" element={<QueueBoardPage />} />
          <Route path="/voicemail" element={<VoicemailPage />} />
          <Route path="/alerts" element={<AlertList />} />
          <Route path="/speech" element={<SpeechPage />} />
          <Route path="*" element={<Navigate to="/campaigns" replace />} />
        </Routes>
      </Layout.Content>
    </Layout>
  );
}
