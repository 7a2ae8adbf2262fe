export interface Person {
  readonly name: string;
  readonly email: string;
  readonly zone: string;
}

const person = (name: string, address: string, zone: string): Person => ({
  name,
  email: `${address}@shop.example`,
  zone,
});

/** Who works on the shop. `updater` is the robot that writes new image tags to `dev`. */
export const people = {
  maya: person('Maya Lindqvist', 'maya', '+0200'),
  tom: person('Tom Okafor', 'tom', '+0100'),
  ines: person('Inês Carvalho', 'ines', '+0100'),
  raj: person('Raj Patel', 'raj', '+0530'),
  lena: person('Lena Fischer', 'lena', '+0200'),
  updater: person('Config Updater', 'updater', '+0000'),
} as const satisfies Record<string, Person>;
