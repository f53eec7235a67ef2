import { defineFramework } from './model.ts';

/** What code for browsers and apps is written with. */
const interfaces = [
  'react', 'react-dom', 'react-native', 'preact', 'preact/hooks', 'next/router', 'next/navigation', 'next/link', 'next-i18next', 'react-router', 'react-router-dom', 'react-redux', 'react-query', '@tanstack/react-query', 'swr',
  'vue', 'vue-router', 'vuex', 'pinia', '@vueuse/core', 'quasar', 'svelte', 'svelte/store', 'solid-js', 'lit', 'alpinejs', 'jquery', 'zustand', 'jotai', 'mobx', 'unstated', 'expo', 'expo-router', 'electron',
  '@angular/core', '@angular/common/http', '@angular/router', '@ionic/angular', 'angular',
];

/** Code beside a server: what fails there ends no server. */
export default defineFramework({
  name: 'User interfaces',
  packages: ['react', 'vue', '@angular/core', 'svelte', 'solid-js'],
  docs: 'https://react.dev/reference/react',
  interfacePackages: interfaces,
});
