import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider, theme } from 'antd';
import enUs from 'antd/locale/en_US';
import zhCnLocale from 'antd/locale/zh_CN';
import { useState } from 'react';
import { BrowserRouter } from 'react-router';
import { LanguageContext, type Language } from '../texts/use-texts.ts';
import { ApiError } from './api.ts';
import { Pages } from './pages.tsx';

const isSignedOut = (error: Error): boolean => error instanceof ApiError && error.status === 401;

const queries = new QueryClient({
  // A session that ended elsewhere leads to the sign-in page, whoever notices.
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      if (isSignedOut(error) && queryKey[0] !== 'session') void queries.resetQueries({ queryKey: ['session'] });
    },
  }),
  defaultOptions: {
    queries: {
      retry: (count, error) => count < 2 && !(error instanceof ApiError && error.status < 500),
      staleTime: 1_000,
    },
  },
});

function remembered<Value extends string>(key: string, values: readonly Value[]): Value {
  const stored = localStorage.getItem(key);
  return values.find((value) => value === stored) ?? (values[0] as Value);
}

/** The console: language, theme, server state and address bar around the pages. */
export function App(): React.JSX.Element {
  const [language, setLanguage] = useState(() => remembered<Language>('language', ['zh-CN', 'en']));
  const [shade, setShade] = useState(() => remembered('theme', ['light', 'dark'] as const));
  const change =
    <Value extends string>(key: string, set: (value: Value) => void) =>
    (value: Value): void => {
      localStorage.setItem(key, value);
      set(value);
    };
  return (
    <LanguageContext value={language}>
      <ConfigProvider
        locale={language === 'en' ? enUs : zhCnLocale}
        button={{ autoInsertSpace: false }}
        theme={{ algorithm: shade === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm }}
      >
        <AntApp>
          <QueryClientProvider client={queries}>
            <BrowserRouter>
              <Pages
                shade={shade}
                onShade={change<'light' | 'dark'>('theme', setShade)}
                onLanguage={change<Language>('language', setLanguage)}
              />
            </BrowserRouter>
          </QueryClientProvider>
        </AntApp>
      </ConfigProvider>
    </LanguageContext>
  );
}
