import type { Clock } from '../../foundation/clock.ts';
import type { Random } from '../../foundation/random.ts';
import type { KnownRecording, SpeechLink } from '../../speech/index.ts';
import type { BrowserLegs, OpenSocket, PortPool } from '../../telephony/index.ts';
import type { MediaFiles } from './media-files.ts';

/** The world as the media engine sees it: all of it given, so that a whole call runs in virtual time. */
export interface MediaEngineParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly openSocket: OpenSocket;
  /** Takes in what has come to the sockets, where they do not tell of it by themselves. */
  readonly pollSockets?: () => void;
  readonly ports: PortPool;
  /** Telephones in browsers; absent: their legs fail. */
  readonly browserLegs?: BrowserLegs;
  readonly speech: SpeechLink;
  readonly files: MediaFiles;
  /** Memory for finished sounds. */
  readonly cacheBytes: number;
  /** Where synthesised sounds outlive the process, null for nowhere. */
  readonly cacheFolder: string | null;
  /** Nothing coming in for so long is told. */
  readonly mediaTimeoutMs: number;
  /** Announcements and machines that an operator has recordings of, until `use-recordings`; none where absent. */
  readonly recordings?: readonly KnownRecording[];
}
