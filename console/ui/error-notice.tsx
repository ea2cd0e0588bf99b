import { Alert, Button } from 'antd';
import { useTexts } from '../texts/use-texts.ts';

/** What went wrong, and a way to try again. */
export function ErrorNotice({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry: () => void;
}): React.JSX.Element {
  const t = useTexts();
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
