import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { componentsYaml } from './organisation/componentsYaml';
import { usersYaml } from './organisation/usersYaml';

// npm runs it in the folder of the package.
const examples = resolve('../../examples');
for (const [file, content] of usersYaml()) {
  writeFileSync(resolve(examples, 'organisation', file), content);
}
for (const [file, content] of componentsYaml()) {
  writeFileSync(resolve(examples, 'components', file), content);
}
