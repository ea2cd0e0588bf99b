/** What networks, machines and people say: the tuned half first, the judged half second; no sentence stands in both. */
export type Halves<T> = readonly [tuned: readonly T[], judged: readonly T[]];

export const announcementTexts: Readonly<Record<string, Halves<string>>> = {
  vacant: [
    ['您好，您拨打的号码是空号，请核对后再拨。', '对不起，您拨打的号码不存在，请查证后再拨。'],
    ['您所拨打的号码为空号，请您核对号码后重新拨打。', '对不起，您呼叫的号码有误，请核实后再拨。'],
  ],
  'powered-off': [
    ['您好，您拨打的电话已关机。', '对不起，您拨打的用户已关机，请稍后再拨。'],
    ['您所呼叫的用户手机已关机，请您稍后再试。', '您拨叫的电话现在是关机状态，稍后请再拨。'],
  ],
  suspended: [
    ['您好，您拨打的电话已停机。', '对不起，您拨打的号码已暂停服务。'],
    ['您所拨打的用户电话已经停机，请与机主另行联系。', '对不起，您呼叫的号码已停机，谢谢。'],
  ],
  arrears: [
    ['您好，您拨打的用户已欠费停机。', '对不起，对方电话因欠费暂停使用。'],
    ['您呼叫的号码由于欠费已被停机。', '您好，机主的电话已经欠费，暂时无法接听。'],
  ],
  'out-of-reach': [
    ['您好，您拨打的用户不在服务区。', '对不起，您拨打的电话暂时无法接通，请稍后再拨。'],
    ['您所呼叫的用户现在不在服务区内，请稍后再试。', '您拨叫的号码暂时不能接通，请您过后再拨。'],
  ],
  busy: [
    ['您好，您拨打的用户正在通话中，请稍后再拨。', '对不起，您拨打的电话正忙，请稍后再拨。'],
    ['您所呼叫的用户正在通话，请不要挂机或稍后再试。', '您拨叫的号码占线，请您稍候再拨。'],
  ],
  'incoming-barred': [
    ['您好，您拨打的用户已设置呼入限制。', '对不起，您拨打的号码限制呼入。'],
    ['您所呼叫的号码有呼入限制，本次呼叫无法完成。', '对不起，该用户暂时不能接听来电，谢谢。'],
  ],
  'missed-call-notice': [
    ['您好，您拨打的用户正忙，来电提醒服务将以短信通知对方。', '本次来电将用短信的方式通知机主，请挂机。'],
    ['对方已开通来电提醒业务，您的来电信息会发给机主。', '我们会把您的呼叫通过短信提醒对方，感谢拨打。'],
  ],
  forwarded: [
    ['您好，您的电话正在转接中，请稍候。', '您拨打的用户已启用呼叫转移，请不要挂机。'],
    ['您的来电正在转移，请您耐心等待。', '该用户设置了呼叫转移业务，正在为您接续。'],
  ],
  'no-answer': [
    ['您好，您拨打的电话暂时无人接听，请稍后再拨。', '对不起，您拨打的用户无人接听。'],
    ['您所呼叫的电话无人接听，请您稍后再试。', '抱歉，电话无人接听，您可以晚一点再打。'],
  ],
  'network-busy': [
    ['对不起，现在网络忙，请稍后再拨。', '您好，网络繁忙，您的呼叫暂时没有接续，请稍后再拨。'],
    ['抱歉，当前网络忙，呼叫没有成功。', '线路拥塞，请您稍后再拨。'],
  ],
};

export const machineTexts: Readonly<Record<'voicemail' | 'assistant' | 'screening' | 'ivr', Halves<string>>> = {
  voicemail: [
    [
      '您好，您拨打的用户暂时无法接听您的电话，请在嘀声后留言。',
      '你好，我现在不在，请听到提示音以后留下您的姓名和电话，我会尽快给您回电话。',
      '这里是语音信箱，请在嘀的一声后留言，留言结束请挂机。',
    ],
    [
      '欢迎使用语音信箱业务，机主暂时不能接听，请您在滴声之后开始录音留言。',
      '您好，我是王先生，我正在开会，有事情请给我留言，谢谢您。',
      '对不起，您所呼叫的用户没有应答，听到滴声请留言，按井字键结束。',
      '您好，这里是客户服务部，现在是下班时间，请留言。',
    ],
  ],
  assistant: [
    [
      '您好，我是机主的智能语音助手，机主现在不方便接听电话，请问您找他有什么事情吗？',
      '喂，您好，我是来电助理小秘，请问您是哪位，我可以帮您转告机主。',
    ],
    [
      '你好，这里是机主的通话秘书，他现在没有办法接电话，您有什么需要我帮您转达的吗？',
      '您好呀，我是人工智能电话助手，正在替机主接听，请问有什么事情可以帮到您？',
      '您好，机主暂时不在，我是他的电话管家，您请说，我会记下来告诉他。',
    ],
  ],
  screening: [
    ['您好，对方开启了来电筛选，请说出您的姓名和来电原因。', '请告知您的姓名和来电的意图，我会询问机主是否接听。'],
    [
      '您好，您拨打的用户正在使用来电识别服务，请说出您的名字和致电原因，稍等片刻。',
      '请报上您的姓名和来电原因，系统将为您接通对方，请不要挂断电话。',
    ],
  ],
  ivr: [
    [
      '您好，欢迎致电，产品咨询请按一，售后服务请按二，人工服务请按零。',
      '欢迎拨打客户服务热线，普通话请按一，英语请按二，返回请按星号键。',
    ],
    [
      '您好，这里是总机，请直接拨分机号，查号请拨零，传真请按二。',
      '感谢您的来电，个人业务请按一，企业业务请按二，投诉建议请按三，重听请按星号键。',
      '欢迎致电中心医院，预约挂号请按一，住院部请按二，体检中心请按三。',
    ],
  ],
};

/** Manners of people with eSpeak's voices. */
export const openings: Halves<string> = [
  ['喂', '喂，你好', '您好，哪位', '喂，谁呀', '你好', '喂，你好，请问哪位'],
  ['喂喂', '哎，你好', '喂，您是哪位啊', '哪一位', '嗯，你说', '喂，找谁', '喂，您好，请讲', '喂，什么事'],
];
export const childOpenings: Halves<string> = [['喂，你找谁呀'], ['喂，我妈妈不在家']];
export const busyOpenings: Halves<string> = [['喂，我在开车，等会儿说'], ['喂，我正在开会，你晚点打']];
export const secondOpenings: Halves<string> = [['喂，听得到吗'], ['喂，能听见吗', '喂，说话呀']];
/** The same in recorded syllables. */
export const spokenSyllables: Halves<string> = [
  ['wei2', 'wei2 , ni3 hao3', 'ni3 hao3 , na3 wei4'],
  ['wei2 wei2', 'nin2 hao3 , shei2 ya1', 'wei2 , ni3 shi4 shei2', 'ai1 , ni3 shuo1'],
];
/** Words in a colour ring: an advertisement, no announcement. */
export const ringWords: Halves<string> = [
  ['欢迎致电幸福花店，鲜花送到您的手上'],
  ['春天花园小区，您温暖的家，期待您的光临'],
];

/** Every sentence of one half. */
export function wordings(half: 0 | 1): readonly string[] {
  const all = [
    ...Object.values(announcementTexts),
    ...Object.values(machineTexts),
    openings,
    childOpenings,
    busyOpenings,
    secondOpenings,
    spokenSyllables,
    ringWords,
  ];
  return all.flatMap((halves) => halves[half]);
}
