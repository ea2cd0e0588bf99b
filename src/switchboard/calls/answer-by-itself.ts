/** Headers that ask a telephone to answer by itself: what the makers of telephones understand. */
export const answerByItself = {
  'Call-Info': '<sip:localhost>;answer-after=0',
  'Alert-Info': '<http://localhost>;info=alert-autoanswer;delay=0',
};
