/**
 * Where a Speech resource listens (https://learn.microsoft.com/azure/ai-services/speech-service/regions): a region of Azure, or one of Azure in
 * China, which are named so (https://docs.azure.cn/ai-services/speech-service/rest-text-to-speech). An address of the settings is taken as it is,
 * its scheme changed to the one that is used.
 */
export function azureHost(
  { region, url }: { readonly region: string; readonly url?: string | undefined },
  use: 'stt' | 'tts',
): string {
  const scheme = use === 'stt' ? 'ws' : 'http';
  if (url !== undefined) return url.replace(/^(ws|http)(?=s?:)/, scheme).replace(/\/$/, '');
  const domain = region.startsWith('china') ? 'azure.cn' : 'microsoft.com';
  return `${scheme}s://${region}.${use}.speech.${domain}`;
}
