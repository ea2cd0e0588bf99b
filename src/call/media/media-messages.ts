import type { HearingVia, MaskedSpan, RecordingTrack } from '../../contract/call-event.ts';
import type { RecordedLine } from '../../contract/recorded-line.ts';
import type { BargeInPolicy, Voice } from '../../contract/script-document.ts';
import type { AnswerEvidence, AnswerPhase, KnownRecording, SpeechSound } from '../../speech/index.ts';
import type { LocalIce, RemoteIce, SrtpKeys, VoiceCodec } from '../../telephony/index.ts';

/**
 * What main and a media worker say to one another: a few messages a second per call, never a frame.
 * Times named `…AtMs` are `Clock.monotonicMs`, the same in all threads; `offsetMs` counts from the start of the recording.
 */
export type LegRole = 'customer' | 'seat';

export interface RemoteMedia {
  readonly address: string;
  readonly port: number;
  readonly codec: VoiceCodec;
  readonly payloadType: number;
  /** Payload type of telephone-event (RFC 4733), null where the peer has none. */
  readonly dtmfPayloadType: number | null;
  /** The clock of its durations; 8 000 where absent. */
  readonly dtmfClockRateHz?: number;
  /** As seen by us: `sendonly` sends and does not listen. */
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** The peer takes comfort noise (RFC 3389). */
  readonly comfortNoise?: boolean;
  /** Keys of SRTP; absent: in clear. Never for a log. */
  readonly srtp?: SrtpKeys;
  /** The peer is a browser, and this its end. */
  readonly ice?: RemoteIce;
  /** Real-time text (RFC 4103), null where none was agreed. `redPayloadType` null: no RFC 2198 redundancy. */
  readonly text: {
    readonly address: string;
    readonly port: number;
    readonly t140PayloadType: number;
    readonly redPayloadType: number | null;
    readonly srtp?: SrtpKeys;
  } | null;
}

/** One thing to say: text by voice, or a recording of it. */
export interface PlayItem {
  readonly text: string;
  readonly voice: Voice;
  /** Path of a wav that holds this text, or its parts. */
  readonly audioFile: RecordedLine | null;
  /** Who says it where the voice names nobody, in the order in which they are tried; all that are there where absent. */
  readonly synthesizers?: readonly string[];
}

export type ToneName = 'ringback' | 'busy' | 'congestion' | 'beep' | 'hold';

export type MediaCommand =
  | {
      readonly kind: 'open-leg';
      readonly callId: string;
      readonly legId: string;
      readonly role: LegRole;
      readonly bindAddress: string;
      readonly text: boolean;
      /** It may go over to other calls, which must be in the same worker. */
      readonly roams?: boolean;
      /** `browser`: DTLS-SRTP over ICE (`leg-opened` tells its `ice`); plain RTP and SRTP where absent. */
      readonly transport?: 'browser';
    }
  /** Sets or changes where a leg sends and what it takes; may come again (early media, fork, re-INVITE). */
  | { readonly kind: 'connect-leg'; readonly legId: string; readonly remote: RemoteMedia }
  | { readonly kind: 'start-recording'; readonly callId: string; readonly folder: string }
  /** How a leg listens. `recognizer` null: keys and real-time text only. */
  | {
      readonly kind: 'listen';
      readonly legId: string;
      readonly detectVoice: boolean;
      readonly recognizer: string | null;
      /** Who hears in its place, in this order, when it is lost. */
      readonly fallbackRecognizers?: readonly string[] | undefined;
      /** Noise is taken out before the recogniser hears it. What is recorded stays as it came. */
      readonly denoise?: boolean;
      /** Recogniser and voice detector hear the voice at one level. What is recorded stays as it came. */
      readonly gainControl?: boolean;
      readonly hotwords: readonly string[];
      readonly language: 'cmn' | 'yue' | 'en';
      /** Backchannel words that do not interrupt. */ readonly fillers: readonly string[];
    }
  /** Report tones on this leg (early media, voicemail beep). */
  | { readonly kind: 'detect-tones'; readonly legId: string; readonly on: boolean }
  /** Tell by sound why this leg is not answered (`early`), or who has answered it (`answered`, which counts from now), with tones where they are detected. */
  | { readonly kind: 'judge-answer'; readonly legId: string; readonly phase: AnswerPhase }
  /** From now on these are the recordings that `judge-answer` knows; legs that are judged already keep theirs. */
  | { readonly kind: 'use-recordings'; readonly recordings: readonly KnownRecording[] }
  /** Says items one after the other; a second `play` on a leg waits for the first. `interject`: said only where nothing sounds, before what waits for its sound. */
  | {
      readonly kind: 'play';
      readonly legId: string;
      readonly playId: string;
      readonly items: readonly PlayItem[];
      readonly bargeIn: BargeInPolicy;
      readonly interject?: boolean;
    }
  /** What this leg is likely to be told next is made meanwhile, in place of what an earlier `presume` asked for: that is given up where nobody else wants it. */
  | { readonly kind: 'presume'; readonly legId: string; readonly items: readonly PlayItem[] }
  /** Stops what plays and what waits on a leg, with a 40 ms fade. */
  | { readonly kind: 'stop-play'; readonly legId: string }
  /** Makes sound ready before it is wanted. */
  | {
      readonly kind: 'prepare';
      readonly items: readonly PlayItem[];
      /** The call that will say it. */ readonly callId?: string;
    }
  | { readonly kind: 'play-tone'; readonly legId: string; readonly tone: ToneName | null }
  | { readonly kind: 'send-digits'; readonly legId: string; readonly digits: string }
  /** A key that signalling told of (SIP INFO): heard like one that came as sound or event, once. */
  | { readonly kind: 'key-told'; readonly legId: string; readonly digit: string; readonly durationMs: number }
  | { readonly kind: 'send-text'; readonly legId: string; readonly text: string }
  /** Keys from now on are secret: reported as `*`, and muted in the recording. */
  | { readonly kind: 'secret-keys'; readonly legId: string; readonly on: boolean }
  /** The end of a turn was decided: the recogniser is asked for its final. */
  | { readonly kind: 'finish-turn'; readonly legId: string }
  /** What the speaker is likely to say from the next turn on, the likeliest first: for recognisers that hear a closed set. */
  | { readonly kind: 'expect'; readonly legId: string; readonly phrases: readonly string[] }
  /**
   * From now on this leg hears the voices of those legs, and what is played (by us) to those: mixed with what is played to
   * itself, never with its own voice. The whole row is replaced. It may name legs that are still to come to the call.
   */
  | {
      readonly kind: 'hear';
      readonly legId: string;
      readonly voices: readonly string[];
      readonly prompts: readonly string[];
    }
  /**
   * Loops music under everything: `default` is the built-in piece, else the absolute path of a wav. A `play` or a tone
   * interrupts it, and it goes on after; null stops it. A file that cannot be read is told by `degraded`, and the built-in piece plays.
   */
  | { readonly kind: 'play-music'; readonly legId: string; readonly music: string | null }
  /** The leg leaves its call and comes to another of the same worker, with its port, its sound and its row of voices. */
  | { readonly kind: 'move-leg'; readonly legId: string; readonly toCallId: string }
  /** While on, all tracks of the recording hold silence; the span is masked for the reason `paused`. */
  | { readonly kind: 'pause-recording'; readonly callId: string; readonly on: boolean }
  /** Records this leg's incoming voice alone to a wav file (absolute path); answered by `message-recorded`. */
  | {
      readonly kind: 'record-message';
      readonly legId: string;
      readonly file: string;
      readonly maxMs: number;
      readonly endAfterSilenceMs: number;
    }
  | { readonly kind: 'end-message'; readonly legId: string }
  | { readonly kind: 'close-leg'; readonly legId: string }
  /** Closes all legs and the recording of a call; answered by `call-closed`. */
  | { readonly kind: 'close-call'; readonly callId: string };

export interface LegStatistics {
  readonly legId: string;
  readonly role: LegRole;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly packetsLost: number;
  readonly jitterMs: number;
  /** Packets that SRTP found to be nobody's; always 0 in clear. */
  readonly packetsForged: number;
  /** Null until the peer has answered a report of ours (RTCP). */
  readonly roundTripMs: number | null;
  /** How the peer's voice sounds here and ours there, 1 to 4.4 (E-model, ITU-T G.107); null where nothing is known. */
  readonly mos: number | null;
  readonly mosAtPeer: number | null;
  /** Packets sent more than 20 ms after they were due. */
  readonly packetsLate: number;
  /** How many packets the system had so many milliseconds (rounded up) after they were due; the last counts all later ones. */
  readonly sentAfterMs: readonly number[];
}

export interface UsedSpeech {
  readonly provider: string;
  readonly recognizedSec: number;
  readonly synthesizedChars: number;
  readonly cachedChars: number;
}

export type MediaEvent =
  | {
      readonly kind: 'leg-opened';
      readonly legId: string;
      readonly port: number;
      readonly textPort: number | null;
      /** Of a browser's leg: what its SDP says of our end. */
      readonly ice?: LocalIce;
    }
  | { readonly kind: 'leg-failed'; readonly legId: string; readonly reason: string }
  | { readonly kind: 'first-packet'; readonly legId: string; readonly direction: 'in' | 'out'; readonly atMs: number }
  /** The customer speaks: `startedAtMs` is the first voiced frame. */
  | { readonly kind: 'speech-started'; readonly legId: string; readonly startedAtMs: number; readonly offsetMs: number }
  /** No voice for 60 ms after `lastVoicedAtMs`. Speech may go on: a new `speech-started` follows then. */
  | {
      readonly kind: 'speech-paused';
      readonly legId: string;
      readonly startedAtMs: number;
      readonly lastVoicedAtMs: number;
      readonly offsetMs: number;
      /** How it sounded since `startedAtMs`; absent where that was not measured. */
      readonly sound?: SpeechSound;
    }
  /** The first packet of a play left us at `atMs`. */
  | {
      readonly kind: 'play-started';
      readonly legId: string;
      readonly playId: string;
      readonly atMs: number;
      readonly offsetMs: number;
      readonly synthesisMs: number;
      readonly provider: string;
      readonly cached: boolean;
    }
  | {
      readonly kind: 'play-ended';
      readonly legId: string;
      readonly playId: string;
      readonly atMs: number;
      readonly completed: boolean;
      /** What had been said, cut at a word as near as the provider allows. */
      readonly spokenText: string;
      readonly spokenMs: number;
      readonly interruption: null | {
        readonly by: 'speech' | 'key' | 'command';
        /** First voiced frame of the interrupting speech, or arrival of the key. */ readonly startedAtMs: number;
        readonly decidedAtMs: number;
        readonly stoppedAtMs: number;
      };
      /** Why it ended early other than by an interruption: no engine could say it. */
      readonly failure: string | null;
    }
  | {
      readonly kind: 'key';
      readonly legId: string;
      /** `*` where keys are secret. */
      readonly digit: string;
      /** The key itself, secret or not: never for a log, transcript or event. */
      readonly typed: string;
      readonly durationMs: number;
      readonly via: HearingVia;
      readonly atMs: number;
      readonly offsetMs: number;
    }
  /** Characters of real-time text, backspaces (U+0008) included. */
  | {
      readonly kind: 'text';
      readonly legId: string;
      readonly text: string;
      readonly atMs: number;
      readonly offsetMs: number;
    }
  | { readonly kind: 'partial'; readonly legId: string; readonly text: string; readonly atMs: number }
  | {
      readonly kind: 'final';
      readonly legId: string;
      readonly text: string;
      readonly confidence: number;
      readonly atMs: number;
    }
  | {
      readonly kind: 'tone';
      readonly legId: string;
      readonly tone: 'ringback' | 'busy' | 'congestion' | 'sit' | 'beep' | 'fax';
      readonly atMs: number;
    }
  /** What sound told of who picks up; a later word replaces an earlier one. */
  | { readonly kind: 'answer-heard'; readonly legId: string; readonly evidence: AnswerEvidence; readonly atMs: number }
  /** Packets like the peer's came from another address, and were not heard: so many since last told. */
  | {
      readonly kind: 'packets-foreign';
      readonly legId: string;
      readonly from: string;
      readonly packets: number;
    }
  /** Nothing has come in on a connected leg for `silentMs`. */
  | {
      readonly kind: 'media-timeout';
      readonly legId: string;
      readonly silentMs: number;
      readonly everReceived: boolean;
    }
  | {
      readonly kind: 'degraded';
      readonly callId: string;
      readonly what: 'recognizer' | 'synthesizer' | 'voice-detector' | 'denoiser' | 'recording' | 'media';
      readonly reason: string;
    }
  /** The file stands whole on disk; where the disk failed, `durationMs` of it (0: nothing) do. */
  | {
      readonly kind: 'message-recorded';
      readonly legId: string;
      readonly file: string;
      readonly durationMs: number;
      /** How much of it somebody spoke. */
      readonly voicedMs: number;
      readonly endedBy: 'command' | 'silence' | 'limit' | 'leg-closed';
    }
  | {
      readonly kind: 'call-closed';
      readonly callId: string;
      readonly tracks: readonly RecordingTrack[];
      readonly maskedSpans: readonly MaskedSpan[];
      readonly recordingComplete: boolean;
      readonly legs: readonly LegStatistics[];
      readonly used: readonly UsedSpeech[];
    };

/** Where main sends commands and hears events: a worker thread in production, the same code in process in tests. */
export interface MediaPort {
  send(command: MediaCommand): void;
  /** The returned function ends the subscription. */
  subscribe(listener: (event: MediaEvent) => void): () => void;
  close(): Promise<void>;
}
