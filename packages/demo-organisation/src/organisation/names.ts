/** Invented people have common names from many places; no combination means anybody. */
export const FIRST_NAMES =
  `Aaliyah Adaeze Aditi Agata Ahmed Aiko Akira Alejandra Amara Amir Ana Anders Anika
Anja Antonio Arjun Astrid Aylin Bao Beatriz Benjamin Birgit Bo Brigita Camille Carlos Catalina Chidi Chiara
Claire Daan Daniela David Deepa Diego Dimitra Ebba Edvin Eilidh Elena Elias Emeka Emilia Emre Erik Esra Ewa
Farah Fatima Felix Femi Filip Finn Freya Gabriela Georgi Giulia Goran Greta Hamza Hanna Haruto Helena Henrik
Hiba Hugo Ibrahim Ida Igor Ilse Imani Ines Ioana Isaac Isabel Ivana Jakob Jana Jia Joao Johanna Jonas Josefin
Julia Jun Kaito Karim Katarina Kavya Keiko Kerstin Khalid Kofi Krzysztof Lars Laura Layla Lea Leif Lena Leon
Lian Linnea Livia Lucia Lukas Magnus Mahmoud Malin Marek Maria Marta Mateo Matilda Mehmet Mei Michal Mina
Miriam Mohamed Nadia Naomi Natalia Neha Nia Niklas Nikos Noor Olga Oluwaseun Omar Oskar Paulina Pavel Pedro
Petra Priya Rafael Rania Ravi Ren Riccardo Rohan Rui Sabine Saga Sakura Salma Samuel Sandeep Sanna Sara
Sebastian Selma Sigrid Simona Sofia Stefan Sunita Sven Tamar Tanvi Tariq Teresa Thandi Theo Thomas Tiago Tove
Uma Valentina Vera Victor Vikram Wanjiru Wei Wiktor Xin Yan Yara Yasmin Yosef Yuki Zahra Zeynep Zofia`.split(
    /\s+/,
  );

export const LAST_NAMES =
  `Abebe Achterberg Adeyemi Ahlgren Akhtar Alvarez Andersen Asante Aydin Bakker Banerjee
Barbosa Bauer Beck Bergman Bianchi Bjork Boateng Borg Brandt Castillo Chandra Chen Cho Christou Cohen Costa
Dahl Das Demir Diallo Dimitrov Dubois Duarte Ekholm Eriksen Esposito Farkas Fernandes Fischer Fontaine Forsberg
Fournier Fujita Gallo Garcia Georgiou Ghosh Gomez Gruber Gupta Haddad Hansen Hartmann Hashimoto Hassan Hedlund
Hoang Hofer Horvat Huang Ibarra Inoue Iversen Jansen Jensen Joshi Kamau Kaplan Karlsson Kaya Keller Khan Kim
Kimura Kivela Klein Kovac Kowalski Kruger Kumar Larsen Lehmann Leroy Li Lima Lindgren Lopez Lund Mahlangu
Maier Malik Marino Martins Matsuda Mbeki Medina Mehta Meier Mendes Mitchell Moretti Mori Mueller Murphy Nair
Nakamura Navarro Ndlovu Nguyen Nielsen Nilsen Novak Nowak Nunez Oduya Ogawa Olsen Ortiz Osei Ozturk Palmer
Papadaki Park Patel Pereira Persson Petersen Pham Pinto Popescu Prasad Quist Rahman Ramirez Rao Reyes Ricci
Rossi Roth Ruiz Russo Saito Sandberg Santos Sato Schmid Schroder Shah Sharma Silva Singh Sjoberg Sokolov
Solberg Sorensen Stoica Strand Suzuki Svensson Szabo Takeda Tan Tanaka Toth Tran Ueda Urban Vargas Vega Virtanen
Vogel Vu Wagner Wang Weber Winkler Wojcik Wolf Wong Yamada Yilmaz Yoon Zhang Zhao Ziegler Zimmermann`.split(
    /\s+/,
  );
