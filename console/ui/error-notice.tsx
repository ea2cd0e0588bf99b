import { Alert, Button } from 'antd';
import { ApiError, notUnderstood } from '../app/api.ts';
import { useTexts } from '../texts/use-texts.ts';

/** What went wrong, and a way to try again; a console that does not fit the program any more is to be loaded anew. */
export function ErrorNotice({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
}): React.JSX.Element {
  const t = useTexts();
  if (error instanceof ApiError && error.code === notUnderstood)
    return (
      <Alert
        type="warning"
        showIcon
        title={t('app.outdated')}
        description={error.message}
        action={<Button onClick={() => location.reload()}>{t('app.reload')}</Button>}
      />
    );
  return (
    <Alert
      type="error"
      showIcon
      title={t('app.error')}
      description={error.message}
      action={<Button onClick={onRetry}>{t('app.retry')}</Button>}
    />
  );
}
