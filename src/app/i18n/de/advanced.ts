import type { Texts } from '../text-types.ts';

export const advancedTexts: Texts['advanced'] = {
  title: 'Steuerung',
  editor: 'Bearbeiten mit',
  methods: {
    rnri: 'Ein Newton-Schritt je Iteration, wie veröffentlicht: je zwei Zeilen, und eine für den letzten Punkt.',
    'rnri-released': 'Der Vorzeichenschritt aus dem Programm der Autoren: für zwei von vier Schritten gedacht.',
    aidi: 'Jede Näherung ist das Mittel der letzten zwei: ruhiger und langsamer.',
    'gradient-secant': 'Folgt dem Gradienten mit Sekantenschritten: nah, für mehr Zeilen.',
    anderson: 'Mischt die letzten Näherungen: für seine Zeilen am genauesten.',
    'fixed-point': 'Setzt jede Näherung wieder ein: einfach und fast so genau.',
    ddim: 'Nimmt das Rauschen des Schritts davor: am schnellsten, am wenigsten treu.',
  },
  steps: 'Mehr Schritte lesen und malen feiner und dauern im selben Maß länger.',
  iterations: 'Mehr Iterationen lesen jeden Schritt genauer.',
  seed: 'Der Startwert für frisches Rauschen: in Entwürfen, wo etwas entfernt oder getauscht wird, und in Varianten.',
  automatic: 'Steuerung nach den Wörtern',
  automaticHint: 'Farbe, Ding, Untergrund und Tageszeit brauchen verschiedene Steuerung.',
  cross: 'Anordnung aus dem Foto',
  crossHint:
    'Schritte, in denen Wörter dorthin sehen, wohin die Wörter des Fotos sahen. Mehr erhält die Anordnung, weniger lässt Formen sich ändern.',
  self: 'Aufbau aus dem Foto',
  selfHint: 'Schritte, in denen das Bild so aufgebaut wird wie das Foto. Mehr erhält Haltungen und Umrisse.',
  sourceGuidance: 'Führung beim Lesen',
  sourceGuidanceHint: 'Wie genau das Foto nach seinen Wörtern genommen wird. Ein anderer Wert liest das Foto neu.',
  targetGuidance: 'Führung beim Bearbeiten',
  targetGuidanceHint: 'Wie stark den neuen Wörtern gefolgt wird: Zu viel wird grell.',
  part: (percent) => `${percent} %`,
  scale: (value) => value.toFixed(1).replace('.', ','),
  recommended: 'Zurück zur Empfehlung',
};
