import { speechLanguages, type SpeechLanguage } from '../../link/speech-sockets.ts';
import type { HearingService, ServiceParts } from '../hearing-service.ts';
import { openPacketTurn } from '../packet-turn.ts';
import { UnderWay } from '../under-way.ts';
import { AzureTurn } from './hearing-turn.ts';
import { azureHost } from './host.ts';
import { azureLocales } from './ssml.ts';

export interface AzureHearingSettings {
  readonly name: string;
  /** Of the Speech resource: 'eastasia', 'chinanorth3'. */
  readonly region: string;
  readonly key: string;
  /** For a resource, or a container, whose address is no region's: without path. */
  readonly url?: string | undefined;
  readonly languages?: readonly SpeechLanguage[] | undefined;
  /** Other locales than `zh-CN`, `zh-HK` and `en-US`: 'zh-CN-sichuan' for Mandarin as it is spoken in Sichuan. */
  readonly locales?: Readonly<Partial<Record<SpeechLanguage, string>>> | undefined;
  /** A model of one's own (Custom Speech): its endpoint id. */
  readonly model?: string | undefined;
}

/**
 * Recognition over the protocol of Azure's Speech SDK, conversation mode, 8 kHz
 * (https://learn.microsoft.com/previous-versions/azure/cognitive-services/bing-speech/api-reference-rest/websocketprotocol; hosts, key and
 * parameters as in https://github.com/microsoft/cognitive-services-speech-sdk-js): one WebSocket a turn. Hotwords go as a phrase list.
 * Telemetry is not sent: the connection ends with its turn.
 */
export function azureHearing(settings: AzureHearingSettings, { clock, uuid }: ServiceParts): HearingService {
  const work = new UnderWay();
  const undashed = (): string => uuid().replaceAll('-', '').toLowerCase();
  return {
    name: settings.name,
    languages: settings.languages ?? speechLanguages,
    sampleRateHz: 8_000,
    firstAnswerMs: 3_000,
    open({ language, hotwords }, turn) {
      const protocol = new AzureTurn({ requestId: undashed(), clock, hotwords, spaced: language === 'en' });
      const address = {
        url: urlOf(settings, language),
        headers: { 'Ocp-Apim-Subscription-Key': settings.key, 'X-ConnectionId': undashed() },
        secrets: [settings.key],
      };
      return openPacketTurn(protocol, address, turn, work);
    },
    close: async () => work.abandonAll(),
  };
}

function urlOf(settings: AzureHearingSettings, language: SpeechLanguage): string {
  const { locales, model } = settings;
  const query = new URLSearchParams({ language: locales?.[language] ?? azureLocales[language], format: 'detailed' });
  if (model !== undefined) query.set('cid', model);
  return `${azureHost(settings, 'stt')}/speech/recognition/conversation/cognitiveservices/v1?${query.toString()}`;
}
