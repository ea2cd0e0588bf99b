import JsSIP from 'jssip';

/** The telephone in the page: what a test asks of it stands on `window.phone`. */
const microphone = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const told = [];
let agent = null;
let session = null;
let analyser = null;

function hear(stream) {
  const speaker = document.createElement('audio');
  speaker.srcObject = stream;
  void speaker.play();
  const context = new AudioContext();
  analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(stream).connect(analyser);
  void context.resume();
}

function follow(one) {
  session = one;
  for (const name of ['progress', 'confirmed', 'failed', 'ended', 'hold', 'unhold'])
    one.on(name, ({ cause, originator }) =>
      told.push([name, originator, cause].filter((word) => word !== undefined && word !== null).join(' ')),
    );
  const listen = (connection) =>
    connection.addEventListener('track', ({ track, streams }) => hear(streams[0] ?? new MediaStream([track])));
  if (one.connection) listen(one.connection);
  one.on('peerconnection', ({ peerconnection }) => listen(peerconnection));
}

const media = { mediaConstraints: { audio: microphone, video: false }, pcConfig: { iceServers: [] } };

window.phone = {
  told,
  register(url, user, domain, password) {
    const socket = new JsSIP.WebSocketInterface(url);
    agent = new JsSIP.UA({ sockets: [socket], uri: `sip:${user}@${domain}`, password, session_timers: true });
    for (const name of ['registered', 'registrationFailed', 'unregistered']) agent.on(name, () => told.push(name));
    agent.on('newRTCSession', ({ session: one, originator }) => {
      follow(one);
      if (originator === 'remote') one.answer(media);
    });
    agent.start();
  },
  call(target) {
    agent.call(target, media);
  },
  press: (key) => session.sendDTMF(key, { transportType: 'RFC2833' }),
  hold: () => session.hold(),
  unhold: () => session.unhold(),
  hangUp: () => session.terminate(),
  codec: async () => {
    const stats = [...(await session.connection.getStats()).values()];
    const inbound = stats.find(({ type }) => type === 'inbound-rtp');
    return stats.find(({ id }) => id === inbound?.codecId)?.mimeType ?? null;
  },
  /** The strongest tone that comes in, in Hz; 0 in silence. */
  strongestHz() {
    if (!analyser) return 0;
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const strongest = bins.reduce((best, level, at) => (level > bins[best] ? at : best), 0);
    return bins[strongest] > -60 ? (strongest * analyser.context.sampleRate) / analyser.fftSize : 0;
  },
};
